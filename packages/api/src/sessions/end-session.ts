import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { orNotFound } from '../not-found'
import { endSessions } from './end-sessions'
import { visibleSessions } from './visible'

/** Asks the session's gateway to end it. */
export async function endSession(db: Db, member: Member, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const found = await tx.session.findFirst({
      where: { ...visibleSessions(member), id },
      select: { identityName: true },
    })
    const { identityName } = orNotFound(found, 'session')
    const ended = await endSessions(tx, { id }, `ended by ${member.name}`)
    if (ended === 0) throw new SallyportError('CONFLICT', 'This session has ended already')
    await recordAudit(tx, member, {
      action: 'session.end',
      subject: { type: 'session', id, name: identityName },
    })
  })
}
