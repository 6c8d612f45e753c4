import type { Role } from '@sallyport/core'
import type { Db, Tx } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { assertGroups } from '../policy/assert-groups'
import { hashPassword } from '../sign-in/password'
import { assertOwner } from './assert-owner'
import { orTaken } from './or-taken'
import type { CreateIdentity } from './schema'
import { IDENTITY_INCLUDE, type IdentityItem, toIdentityItem } from './to-item'

export async function createIdentity(db: Db, actor: Actor, input: CreateIdentity): Promise<IdentityItem> {
  const { organizationId } = actor
  const { kind, name, groups } = input
  const row =
    input.kind === 'agent'
      ? { role: 'agent' as const, email: null, ownerId: input.ownerId, passwordHash: null }
      : {
          role: input.role,
          email: input.email,
          ownerId: null,
          passwordHash: input.password === undefined ? null : await hashPassword(input.password),
        }
  const change = db.$transaction((tx) => addIdentity(tx, actor, { kind, name, groups, ...row }))
  return orTaken(db, { organizationId, name, email: row.email }, change)
}

interface NewIdentity extends Pick<CreateIdentity, 'kind' | 'name' | 'groups'> {
  readonly role: Role
  readonly email: string | null
  readonly ownerId: string | null
  readonly passwordHash: string | null
}

/** Enters somebody, and says so in the audit log. A name or an e-mail that is taken is the caller's to explain. */
export async function addIdentity(
  tx: Tx,
  actor: Actor,
  { kind, name, groups, passwordHash, ...row }: NewIdentity,
): Promise<IdentityItem> {
  const { organizationId } = actor
  await assertGroups(tx, organizationId, 'groups', groups)
  await assertOwner(tx, organizationId, row.ownerId)
  const connect = groups.map((group) => ({ organizationId_name: { organizationId, name: group } }))
  const identity = await tx.identity.create({
    data: { organizationId, kind, name, ...row, passwordHash, groups: { connect } },
    include: IDENTITY_INCLUDE,
  })
  await recordAudit(tx, actor, {
    action: 'identity.create',
    subject: { type: kind, id: identity.id, name },
    detail: { ...row, groups: [...groups] },
  })
  return toIdentityItem(identity)
}
