import { SallyportError } from '@sallyport/core'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { appendToLedger } from './append-to-ledger'
import type { Sealing } from './seal-segment'

/**
 * Deletes an ended session's recording: its key first, without which nothing of it can be read anywhere, then its
 * objects. The session and a signed line of the ledger stay, and say when and why. Throws CONFLICT while the session
 * runs or is under legal hold.
 */
export async function deleteRecording(
  { db, masterKey, store }: Sealing,
  actor: Actor,
  id: string,
  why: string,
): Promise<void> {
  const { organizationId } = actor
  const keys = await db.$transaction(async (tx) => {
    const session = orNotFound(
      await tx.session.findFirst({ where: { id, organizationId }, include: { segments: true } }),
      'session',
    )
    const { count } = await tx.session.updateMany({
      where: { id, organizationId, endedAt: { not: null }, legalHold: null, recordingDeletedAt: null },
      data: { recordingDeletedAt: new Date(), recordingDeletedWhy: why, sealedKey: null },
    })
    if (count === 0) throw new SallyportError('CONFLICT', whyNot(session))
    await tx.recordingPiece.deleteMany({ where: { sessionId: id } })
    await tx.statement.updateMany({ where: { sessionId: id }, data: { text: '' } })
    await recordAudit(tx, actor, {
      action: 'recording.delete',
      subject: { type: 'session', id, name: session.identityName },
      detail: { why, events: session.eventCount, connection: session.connectionName },
    })
    const content = Buffer.from(why)
    await appendToLedger(tx, masterKey, { organizationId, kind: 'deleted', sessionId: id, content })
    return session.segments.map(({ storeKey }) => storeKey)
  })
  for (const key of keys) await store.remove(key)
  await db.recordingSegment.deleteMany({ where: { sessionId: id } })
}

function whyNot(session: {
  readonly legalHold: string | null
  readonly recordingDeletedAt: Date | null
}): string {
  if (session.recordingDeletedAt) return 'The recording was deleted already'
  if (session.legalHold !== null) return `The recording is under legal hold: ${session.legalHold}`
  return 'The session is still running'
}
