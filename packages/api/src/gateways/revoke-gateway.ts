import type { Db } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { endSessions } from '../sessions/end-sessions'
import { createCredential, hashCredential } from './credential'

/** Ends a gateway's sessions and makes its credential worthless. Its row stays, for recordings name it. */
export async function revokeGateway(db: Db, actor: Actor, id: string): Promise<void> {
  const { organizationId } = actor
  const where = { id, organizationId }
  await db.$transaction(async (tx) => {
    const { name } = orNotFound(await tx.gateway.findFirst({ where, select: { name: true } }), 'gateway')
    await endSessions(tx, { organizationId, gatewayId: id }, 'its gateway was revoked')
    // A hash of what nobody has.
    await tx.gateway.update({
      where,
      data: { credentialHash: hashCredential(createCredential()), drainingAt: new Date() },
    })
    await recordAudit(tx, actor, { action: 'gateway.revoke', subject: { type: 'gateway', id, name } })
  })
}
