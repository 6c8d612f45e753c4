import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { changes } from '../audit/changes'
import { type Actor, recordAudit } from '../audit/record-audit'
import { FieldError } from '../errors'
import { orNotFound } from '../not-found'
import { assertGroups } from '../policy/assert-groups'
import { endSessions } from '../sessions/end-sessions'
import { assertAdminLeft } from './assert-admin-left'
import { assertOwner } from './assert-owner'
import { identityChanged } from './changed'
import { orTaken } from './or-taken'
import type { UpdateIdentity } from './schema'
import { IDENTITY_INCLUDE, type IdentityItem, toIdentityItem } from './to-item'

/** Whoever leaves a group loses the sessions that were opened as its member. */
export async function updateIdentity(db: Db, actor: Actor, input: UpdateIdentity): Promise<IdentityItem> {
  const { organizationId } = actor
  const { id, groups, ...fields } = input
  const change = db.$transaction(async (tx) => {
    const where = { id, organizationId }
    const found = orNotFound(await tx.identity.findFirst({ where, include: IDENTITY_INCLUDE }), 'identity')
    const before = toIdentityItem(found)
    assertFits(actor, before, input)
    if (groups) await assertGroups(tx, organizationId, 'groups', groups)
    if (fields.ownerId) await assertOwner(tx, organizationId, fields.ownerId)

    const set = groups?.map((name) => ({ organizationId_name: { organizationId, name } }))
    const row = await tx.identity.update({
      where,
      data: { ...withoutUndefined(fields), ...(set && { groups: { set } }) },
      include: IDENTITY_INCLUDE,
    })
    const after = toIdentityItem(row)
    if (before.role === 'admin' && after.role !== 'admin') await assertAdminLeft(tx, organizationId)
    await recordAudit(tx, actor, {
      action: 'identity.update',
      subject: { type: after.kind, id, name: after.name },
      detail: changes(auditable(before), auditable(after)),
    })
    const left = before.groups.filter((group) => !after.groups.includes(group))
    if (left.length > 0) {
      await endSessions(tx, { organizationId, identityId: id }, `no longer in the group ${left.join(', ')}`)
    }
    await identityChanged(tx, organizationId, id)
    return after
  })
  return orTaken(db, { organizationId, name: input.name }, change)
}

function assertFits(actor: Actor, { id, kind, role }: IdentityItem, input: UpdateIdentity): void {
  if (kind === 'agent' && input.role) {
    throw new FieldError('INVALID_INPUT', 'role', 'An agent has no role in the console')
  }
  if (kind === 'person' && input.ownerId) {
    throw new FieldError('INVALID_INPUT', 'ownerId', 'Only an agent acts for somebody')
  }
  if (actor.type === 'member' && actor.id === id && input.role && input.role !== role) {
    throw new SallyportError('DENIED', 'Ask another admin to change your own role')
  }
}

function auditable({ name, role, groups, owner }: IdentityItem) {
  return { name, role, groups: [...groups], owner: owner?.name ?? null }
}

function withoutUndefined({ name, role, ownerId }: Omit<UpdateIdentity, 'id' | 'groups'>) {
  return { ...(name && { name }), ...(role && { role }), ...(ownerId !== undefined && { ownerId }) }
}
