import type { Db } from '@sallyport/db'
import { z } from 'zod'
import type { GatewayCaller } from '../context'
import { text } from '../words'

/** What a gateway says of itself when it connects and every ten seconds. */
export const GatewayStatus = z.object({
  version: text(100),
  policyVersion: z.int().nonnegative(),
  liveSessions: z.array(z.uuid()).max(100_000),
})
export type GatewayStatus = z.infer<typeof GatewayStatus>

/** Not a change that anybody makes, so it has no audit row. */
export async function reportStatus(
  db: Db,
  gateway: GatewayCaller,
  { version, policyVersion }: GatewayStatus,
): Promise<void> {
  await db.gateway.update({
    where: { id: gateway.id, organizationId: gateway.organizationId },
    data: { version, policyVersion, lastSeenAt: new Date() },
  })
}
