import type { Tx } from '@sallyport/db'
import { publish } from '../live/publish'

/** Gives the policy its next version and tells the gateways. Part of every change that a gateway must know of. */
export async function policyChanged(tx: Tx, organizationId: string): Promise<number> {
  const { policyVersion: version } = await tx.organization.update({
    where: { id: organizationId },
    data: { policyVersion: { increment: 1 } },
    select: { policyVersion: true },
  })
  await publish(tx, { topic: 'policy', organizationId, version })
  return version
}
