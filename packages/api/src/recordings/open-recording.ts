import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
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

/** Lets somebody read a recording. Reading from its beginning is itself recorded. */
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
    if (isBeginning) {
      await recordAudit(tx, caller, {
        action: 'recording.read',
        subject: { type: 'session', id, name: session.identityName },
        detail: { connection: session.connectionName },
      })
    }
    return { path: files.pathOf(session), bytes: Number(session.recordingBytes) }
  })
}
