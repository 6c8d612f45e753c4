import type { ApprovalStatus } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { expireApprovals } from '../approvals/expire-approvals'
import type { GatewayCaller } from '../context'
import { orNotFound } from '../not-found'

export interface ApprovalAnswer {
  readonly status: ApprovalStatus
  readonly reason: string | null
  /** The decider's name. */
  readonly decidedBy: string | null
  readonly expiresAt: Date
}

export async function getApprovalStatus(db: Db, gateway: GatewayCaller, id: string): Promise<ApprovalAnswer> {
  await expireApprovals(db)
  const { id: gatewayId, organizationId } = gateway
  const found = await db.approval.findFirst({ where: { id, gatewayId, organizationId } })
  const { status, reason, decidedByName, expiresAt } = orNotFound(found, 'request')
  return { status, reason, decidedBy: decidedByName, expiresAt }
}
