import { SallyportError } from '@sallyport/core'
import type { Db, Tx } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Caller } from '../context'
import { holds } from '../permissions'
import { visibleSessions } from '../sessions/visible'
import type { RecordingFiles } from './recording-files'

export interface OpenedRecording {
  readonly path: string
  /** The bytes that count: the file may hold more, of an attempt that was never acknowledged. */
  readonly bytes: number
}

const ACTION = 'recording.read'
/** A player that follows a live session asks for a little more every now and then: one look, one row. */
const ONE_LOOK_MS = 10 * 60_000

/** Lets somebody read a recording, which is itself recorded: each look from the beginning, and each that goes on. */
export async function openRecording(
  { db, files }: { readonly db: Db; readonly files: RecordingFiles },
  caller: Caller | null,
  id: string,
  isBeginning: boolean,
): Promise<OpenedRecording> {
  if (caller?.type !== 'member') throw new SallyportError('UNAUTHENTICATED', 'Sign in first')
  if (!holds(caller.role, 'recording:read')) {
    throw new SallyportError(
      'DENIED',
      `Your role (${caller.role}) does not allow this: it needs recording:read`,
    )
  }
  return db.$transaction(async (tx) => {
    const session = await tx.session.findFirst({ where: { ...visibleSessions(caller), id } })
    if (!session) throw new SallyportError('NOT_FOUND', 'There is no such session')
    if (isBeginning || !(await isGoingOn(tx, caller.id, id))) {
      await recordAudit(tx, caller, {
        action: ACTION,
        subject: { type: 'session', id, name: session.identityName },
        detail: { connection: session.connectionName },
      })
    }
    return { path: files.pathOf(session), bytes: Number(session.recordingBytes) }
  })
}

/** Who begins in the middle has read the beginning just before, or is trying not to be seen. */
async function isGoingOn(tx: Tx, actorId: string, subjectId: string): Promise<boolean> {
  const at = { gt: new Date(Date.now() - ONE_LOOK_MS) }
  const seen = { actorId, subjectId, action: ACTION, at }
  return (await tx.auditEvent.findFirst({ where: seen, select: { id: true } })) !== null
}
