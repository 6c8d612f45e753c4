import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { orNotFound } from '../not-found'
import { visibleSessions } from '../sessions/visible'

/** Keeps a recording from being deleted, by retention or by hand, until the hold is lifted; `reason: null` lifts it. */
export async function setLegalHold(db: Db, member: Member, id: string, reason: string | null): Promise<void> {
  await db.$transaction(async (tx) => {
    const where = { ...visibleSessions(member), id, recordingDeletedAt: null }
    const { identityName, legalHold } = orNotFound(await tx.session.findFirst({ where }), 'session')
    await tx.session.updateMany({
      where,
      data: { legalHold: reason, legalHoldBy: reason === null ? null : member.name },
    })
    await recordAudit(tx, member, {
      action: reason === null ? 'recording.lift-hold' : 'recording.hold',
      subject: { type: 'session', id, name: identityName },
      detail: { before: legalHold, after: reason },
    })
  })
}
