import type { ApprovalStatus } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import type { GatewayCaller } from '../context'

/** Everything that a gateway which was away may have missed. To hear of something twice does no harm. */
export interface CatchUp {
  readonly policyVersion: number
  /** The answers to requests of sessions that are still open. */
  readonly approvals: readonly { readonly id: string; readonly status: ApprovalStatus }[]
  /** Sessions that are to end. */
  readonly ending: readonly { readonly id: string; readonly reason: string }[]
}

export async function catchUp(db: Db, { id: gatewayId, organizationId }: GatewayCaller): Promise<CatchUp> {
  const open = { gatewayId, organizationId, endedAt: null }
  const { policyVersion } = await db.organization.findUniqueOrThrow({ where: { id: organizationId } })
  const approvals = await db.approval.findMany({
    where: { gatewayId, organizationId, status: { notIn: ['pending', 'consumed'] }, session: open },
    select: { id: true, status: true },
  })
  const ending = await db.session.findMany({
    where: {
      ...open,
      OR: [{ endRequested: { not: null } }, { token: { expiresAt: { lte: new Date() } } }],
    },
    select: { id: true, endRequested: true },
  })
  return {
    policyVersion,
    approvals,
    ending: ending.map(({ id, endRequested }) => ({ id, reason: endRequested ?? 'the token has expired' })),
  }
}
