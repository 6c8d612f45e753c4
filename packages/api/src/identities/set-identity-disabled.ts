import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { endSessions } from '../sessions/end-sessions'
import { assertAdminLeft } from './assert-admin-left'
import { identityChanged } from './changed'
import type { SetIdentityDisabled } from './schema'
import { IDENTITY_INCLUDE, type IdentityItem, toIdentityItem } from './to-item'

/** Disabling ends at once what the identity has open: its sign-ins to the console, its sessions, and its agents'. */
export async function setIdentityDisabled(
  db: Db,
  actor: Actor,
  { id, disabled }: SetIdentityDisabled,
): Promise<IdentityItem> {
  const { organizationId } = actor
  if (actor.type === 'member' && actor.id === id) {
    throw new SallyportError('DENIED', 'Ask another admin to disable you')
  }
  return db.$transaction(async (tx) => {
    const where = { id, organizationId }
    orNotFound(await tx.identity.findFirst({ where, select: { id: true } }), 'identity')
    const now = new Date()
    const identity = await tx.identity.update({
      where,
      data: { disabledAt: disabled ? now : null },
      include: IDENTITY_INCLUDE,
    })
    if (disabled) {
      if (identity.role === 'admin') await assertAdminLeft(tx, organizationId)
      await tx.consoleSession.updateMany({
        where: { identityId: id, revokedAt: null },
        data: { revokedAt: now },
      })
      const own = [{ identityId: id }, { onBehalfOfId: id }, { identity: { ownerId: id } }]
      await endSessions(tx, { organizationId, OR: own }, `${identity.name} was disabled`)
    }
    await recordAudit(tx, actor, {
      action: disabled ? 'identity.disable' : 'identity.enable',
      subject: { type: identity.kind, id, name: identity.name },
    })
    await identityChanged(tx, organizationId, id)
    return toIdentityItem(identity)
  })
}
