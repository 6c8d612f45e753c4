import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { orNotFound } from '../not-found'

/** Takes an invitation back: its link leads nowhere from now on. */
export async function revokeInvitation(db: Db, member: Member, id: string): Promise<void> {
  const where = { id, organizationId: member.organizationId }
  await db.$transaction(async (tx) => {
    const found = await tx.invitation.findFirst({ where, select: { name: true, email: true } })
    const { name, email } = orNotFound(found, 'invitation')
    await tx.invitation.deleteMany({ where })
    await recordAudit(tx, member, {
      action: 'invitation.revoke',
      subject: { type: 'invitation', id, name },
      detail: { email },
    })
  })
}
