import type { ApprovalModel, Tx } from '@sallyport/db'
import { publish } from '../live/publish'

type Subject = Pick<ApprovalModel, 'id' | 'organizationId' | 'gatewayId' | 'requesterId' | 'status'>

/** Tells everybody concerned that an approval was requested, decided, used or given up. */
export async function approvalChanged(tx: Tx, approval: Subject): Promise<void> {
  const { id, organizationId, gatewayId, requesterId, status } = approval
  const requester = await tx.identity.findUniqueOrThrow({
    where: { id: requesterId },
    select: { ownerId: true },
  })
  const { ownerId } = requester
  await publish(tx, { topic: 'approval', organizationId, id, status, gatewayId, requesterId, ownerId })
}
