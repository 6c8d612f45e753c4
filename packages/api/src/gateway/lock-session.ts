import { SallyportError } from '@sallyport/core'
import type { Tx } from '@sallyport/db'
import type { GatewayCaller } from '../context'

/**
 * The gateway's own open session of somebody who may still act, locked until the transaction ends. Another gateway's
 * session is as good as absent.
 */
export async function lockSession(tx: Tx, gateway: GatewayCaller, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "Session" WHERE id = ${id}::uuid FOR UPDATE`
  const session = await tx.session.findFirst({
    where: { id, gatewayId: gateway.id, organizationId: gateway.organizationId },
    select: {
      id: true,
      identityId: true,
      identityName: true,
      connectionId: true,
      connectionName: true,
      endedAt: true,
      endRequested: true,
      onBehalfOfId: true,
      identity: { select: { disabledAt: true, ownerId: true } },
      token: { select: { revokedAt: true, expiresAt: true } },
    },
  })
  if (!session) throw new SallyportError('NOT_FOUND', 'There is no such session')
  const { endedAt, endRequested, identity, token } = session
  if (endedAt) throw new SallyportError('SESSION_ENDED', 'The session has ended')
  const isRevoked = identity.disabledAt || !token || token.revokedAt || token.expiresAt <= new Date()
  if (isRevoked) throw new SallyportError('UNAUTHENTICATED', 'The token is not valid any more')
  if (endRequested) throw new SallyportError('SESSION_ENDED', `The session is to end: ${endRequested}`)
  return session
}
