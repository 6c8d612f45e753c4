import { recordAudit } from '../audit/record-audit'
import type { Member, Services } from '../context'
import { orNotFound } from '../not-found'
import { createCode, linkOf } from './code'
import { mailInvitation } from './mail-invitation'
import { type InvitationLink, toInvitationItem } from './to-item'

/** A new link with a new end; the one before leads nowhere from now on. */
export async function resendInvitation(
  services: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  member: Member,
  id: string,
): Promise<InvitationLink> {
  const { organizationId, organizationName } = member
  const { code, ...kept } = createCode()
  const invitation = await services.db.$transaction(async (tx) => {
    const data = { ...kept, mailedAt: null, invitedByName: member.name }
    const [row] = await tx.invitation.updateManyAndReturn({ where: { id, organizationId }, data })
    const { name, email, expiresAt } = orNotFound(row ?? null, 'invitation')
    await recordAudit(tx, member, {
      action: 'invitation.resend',
      subject: { type: 'invitation', id, name },
      detail: { email, expiresAt: expiresAt.toISOString() },
    })
    return toInvitationItem(orNotFound(row ?? null, 'invitation'))
  })
  const link = linkOf(services.settings.consoleUrl, code)
  const mail = await mailInvitation(services, { organizationId, organizationName, invitation, link })
  return { id, link, expiresAt: invitation.expiresAt, mail }
}
