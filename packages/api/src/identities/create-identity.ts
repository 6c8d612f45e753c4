import type { Db } from '@sallyport/db'
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
  const { passwordHash: _, ...detail } = row

  const change = db.$transaction(async (tx) => {
    await assertGroups(tx, organizationId, 'groups', groups)
    await assertOwner(tx, organizationId, row.ownerId)
    const connect = groups.map((group) => ({ organizationId_name: { organizationId, name: group } }))
    const identity = await tx.identity.create({
      data: { organizationId, kind, name, ...row, groups: { connect } },
      include: IDENTITY_INCLUDE,
    })
    await recordAudit(tx, actor, {
      action: 'identity.create',
      subject: { type: kind, id: identity.id, name },
      detail: { ...detail, groups: [...groups] },
    })
    return toIdentityItem(identity)
  })
  return orTaken(db, { organizationId, name, email: row.email }, change)
}
