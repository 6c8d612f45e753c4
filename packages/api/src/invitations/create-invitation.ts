import { isUniqueViolation, type Tx } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member, Services } from '../context'
import { FieldError } from '../errors'
import { assertGroups } from '../policy/assert-groups'
import { createCode, linkOf } from './code'
import { mailInvitation } from './mail-invitation'
import type { CreateInvitation } from './schema'
import { type InvitationLink, toInvitationItem } from './to-item'

type With = Pick<Services, 'db' | 'masterKey' | 'settings'>

/** Asks somebody to come: they are entered once they follow the link, which is said here and kept nowhere. */
export async function createInvitation(
  services: With,
  member: Member,
  { name, email, role, groups }: CreateInvitation,
): Promise<InvitationLink> {
  const { organizationId, organizationName } = member
  const { code, ...kept } = createCode()
  const change = services.db.$transaction(async (tx) => {
    await assertNew(tx, organizationId, { name, email })
    await assertGroups(tx, organizationId, 'groups', groups)
    const who = { name, email, role, groups: [...groups], invitedByName: member.name }
    const row = await tx.invitation.create({ data: { organizationId, ...who, ...kept } })
    await recordAudit(tx, member, {
      action: 'invitation.create',
      subject: { type: 'invitation', id: row.id, name },
      detail: { email, role, groups: [...groups], expiresAt: row.expiresAt.toISOString() },
    })
    return toInvitationItem(row)
  })
  const invitation = await orInvited(services.db, organizationId, email, change)
  const link = linkOf(services.settings.consoleUrl, code)
  const mail = await mailInvitation(services, { organizationId, organizationName, invitation, link })
  return { id: invitation.id, link, expiresAt: invitation.expiresAt, mail }
}

async function assertNew(
  tx: Tx,
  organizationId: string,
  { name, email }: { readonly name: string; readonly email: string },
): Promise<void> {
  const found = await tx.identity.findMany({
    where: { organizationId, OR: [{ email }, { name }] },
    select: { email: true },
  })
  if (found.some((one) => one.email === email)) {
    throw new FieldError('CONFLICT', 'email', `There is somebody with the e-mail ${email} already`)
  }
  if (found.length > 0) throw new FieldError('CONFLICT', 'name', `There is somebody named “${name}” already`)
}

async function orInvited<Result>(
  tx: Tx,
  organizationId: string,
  email: string,
  change: Promise<Result>,
): Promise<Result> {
  try {
    return await change
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const invited = await tx.invitation.findFirst({ where: { organizationId, email }, select: { id: true } })
    if (invited) throw new FieldError('CONFLICT', 'email', `${email} is invited already: send the link again`)
    throw new FieldError('CONFLICT', 'name', 'Somebody of this name is invited already')
  }
}
