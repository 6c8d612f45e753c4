import type { Prisma, Tx } from '@sallyport/db'
import { publish } from '../live/publish'

/**
 * Tells the gateways to end every open session that matches; a gateway that is away is told when it is back. The end
 * itself is recorded when the gateway reports it.
 */
export async function endSessions(tx: Tx, where: Prisma.SessionWhereInput, reason: string): Promise<number> {
  const open = await tx.session.updateManyAndReturn({
    where: { ...where, endedAt: null },
    data: { endRequested: reason },
    select: { id: true, organizationId: true, gatewayId: true },
  })
  for (const session of open) await publish(tx, { topic: 'end-session', ...session, reason })
  return open.length
}
