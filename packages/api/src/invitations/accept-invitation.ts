import { SallyportError } from '@sallyport/core'
import type { Db, InvitationModel, Tx } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import { addIdentity } from '../identities/create-identity'
import { orTaken } from '../identities/or-taken'
import type { IdentityItem } from '../identities/to-item'
import { hashPassword } from '../sign-in/password'
import { hashCode } from './code'
import type { AcceptInvitation, OpenInvitation } from './schema'

type Row = Omit<InvitationModel, 'codeHash'>

/** What whoever holds the link is told before they accept. */
export interface OpenedInvitation {
  readonly name: string
  readonly email: string
  readonly invitedByName: string
  readonly organizationName: string
  readonly expiresAt: Date
}

/** One answer to a link that was never made, was used, was taken back, or is out of time. */
function gone(): SallyportError {
  return new SallyportError('UNAUTHENTICATED', 'This invitation is used, taken back, or out of time', {
    hint: 'Ask the person who invited you to send it again.',
  })
}

export async function openInvitation(db: Db, { code }: OpenInvitation): Promise<OpenedInvitation> {
  const row = await db.invitation.findFirst({
    where: { codeHash: hashCode(code), expiresAt: { gt: new Date() } },
    include: { organization: { select: { name: true } } },
  })
  if (!row) throw gone()
  const { name, email, invitedByName, organization, expiresAt } = row
  return { name, email, invitedByName, organizationName: organization.name, expiresAt }
}

/** Enters the person who holds the link, with the password that they chose. Of two who do so at once, one is in. */
export async function acceptInvitation(
  db: Db,
  { code, password }: AcceptInvitation,
): Promise<{ readonly email: string }> {
  const where = { codeHash: hashCode(code), expiresAt: { gt: new Date() } }
  const found = await db.invitation.findFirst({ where })
  if (!found) throw gone()
  const passwordHash = await hashPassword(password)
  const change = db.$transaction(async (tx) => {
    const { count } = await tx.invitation.deleteMany({ where })
    if (count === 0) throw gone()
    await enter(tx, found, 'password', passwordHash)
  })
  await orTaken(db, found, change)
  return { email: found.email }
}

/** Enters whom the identity provider knows by the e-mail that was invited; null: it was not. */
export async function acceptByEmail(db: Db, email: string): Promise<{ readonly id: string } | null> {
  const found = await db.invitation.findFirst({
    where: { email, expiresAt: { gt: new Date() } },
    orderBy: { createdAt: 'asc' },
  })
  if (!found) return null
  const change = db.$transaction(async (tx) => {
    const { count } = await tx.invitation.deleteMany({
      where: { id: found.id, expiresAt: { gt: new Date() } },
    })
    return count === 0 ? null : enter(tx, found, 'oidc', null)
  })
  return orTaken(db, found, change)
}

/** Groups that were removed since are left out; the audit log says which it became. */
async function enter(
  tx: Tx,
  { id, organizationId, name, email, role, groups, invitedByName }: Row,
  method: 'password' | 'oidc',
  passwordHash: string | null,
): Promise<IdentityItem> {
  const there = await tx.group.findMany({
    where: { organizationId, name: { in: groups } },
    select: { name: true },
  })
  const identity = await addIdentity(
    tx,
    { type: 'system', organizationId },
    {
      kind: 'person',
      name,
      email,
      role,
      ownerId: null,
      passwordHash,
      groups: there.map((group) => group.name),
    },
  )
  await recordAudit(
    tx,
    { type: 'member', id: identity.id, name, organizationId },
    {
      action: 'invitation.accept',
      subject: { type: 'invitation', id, name },
      detail: { email, method, invitedBy: invitedByName },
    },
  )
  return identity
}
