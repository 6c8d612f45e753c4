import type { Db } from '@sallyport/db'
import { cancelApprovals } from '../approvals/cancel-approvals'
import type { GatewayCaller } from '../context'

/** Gives a request up because its client left. One that is settled otherwise stays as it is. */
export async function cancelApproval(db: Db, gateway: GatewayCaller, id: string): Promise<void> {
  const { id: gatewayId, organizationId } = gateway
  await db.$transaction((tx) => cancelApprovals(tx, gateway, { id, gatewayId, organizationId }))
}
