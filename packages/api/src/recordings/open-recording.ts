import { SallyportError } from '@sallyport/core'
import type { Db, SessionModel, Tx } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Caller, Member } from '../context'
import { holds, scopeAllows } from '../permissions'
import { visibleSessions } from '../sessions/visible'

const READ = 'recording.read'
const EXPORT = 'recording.export'
/** A player that follows a live session asks for a little more every now and then: one look, one row. */
const ONE_LOOK_MS = 10 * 60_000

/** Lets somebody read a recording, which is itself recorded: each look from the beginning, and each that goes on. */
export function openRecording(
  db: Db,
  caller: Caller | null,
  id: string,
  isBeginning: boolean,
): Promise<SessionModel> {
  return allow(db, caller, id, async (tx, member, session) => {
    if (isBeginning || !(await isGoingOn(tx, member.id, id))) await note(tx, member, session, READ)
  })
}

/** Whoever goes through a session's statements has looked into its recording as well. */
export async function noteLook(db: Db, member: Member, id: string): Promise<void> {
  const session = await db.session.findFirst({ where: { ...visibleSessions(member), id } })
  if (session && !(await isGoingOn(db, member.id, id))) await note(db, member, session, READ)
}

/** The same for taking it away as a file. */
export function openExport(db: Db, caller: Caller | null, id: string): Promise<SessionModel> {
  return allow(db, caller, id, (tx, member, session) => note(tx, member, session, EXPORT))
}

async function allow(
  db: Db,
  caller: Caller | null,
  id: string,
  noteDown: (tx: Tx, member: Member, session: SessionModel) => Promise<void>,
): Promise<SessionModel> {
  if (caller?.type !== 'member') throw new SallyportError('UNAUTHENTICATED', 'Sign in first')
  if (!holds(caller.role, 'recording:read')) {
    throw new SallyportError(
      'DENIED',
      `Your role (${caller.role}) does not allow this: it needs recording:read`,
    )
  }
  // A token for databases lies in clients' settings: it shows no recording, whoever's it is.
  if (!scopeAllows(caller.tokenScope, 'recording:read')) {
    throw new SallyportError('DENIED', `This token (${caller.tokenScope}) does not allow recording:read`)
  }
  return db.$transaction(async (tx) => {
    const session = await tx.session.findFirst({ where: { ...visibleSessions(caller), id } })
    if (!session) throw new SallyportError('NOT_FOUND', 'There is no such session')
    if (session.recordingDeletedAt) {
      const day = session.recordingDeletedAt.toISOString().slice(0, 10)
      throw new SallyportError(
        'NOT_FOUND',
        `The recording was deleted on ${day}: ${session.recordingDeletedWhy ?? ''}`,
      )
    }
    await noteDown(tx, caller, session)
    return session
  })
}

type Subject = Pick<SessionModel, 'id' | 'identityName' | 'connectionName'>

function note(tx: Tx, member: Member, session: Subject, action: string): Promise<void> {
  return recordAudit(tx, member, {
    action,
    subject: { type: 'session', id: session.id, name: session.identityName },
    detail: { connection: session.connectionName },
  })
}

/** Who begins in the middle has read the beginning just before, or is trying not to be seen. */
async function isGoingOn(tx: Tx, actorId: string, subjectId: string): Promise<boolean> {
  const at = { gt: new Date(Date.now() - ONE_LOOK_MS) }
  const seen = { actorId, subjectId, action: READ, at }
  return (await tx.auditEvent.findFirst({ where: seen, select: { id: true } })) !== null
}
