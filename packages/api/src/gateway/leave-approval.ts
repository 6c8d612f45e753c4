import type { Db } from '@sallyport/db'
import { leaveApprovals } from '../approvals/leave-approvals'
import type { GatewayCaller } from '../context'

/** The client of a held statement went away, and may come back. */
export async function leaveApproval(db: Db, gateway: GatewayCaller, id: string): Promise<void> {
  const { id: gatewayId, organizationId } = gateway
  await db.$transaction((tx) => leaveApprovals(tx, { id, gatewayId, organizationId }))
}
