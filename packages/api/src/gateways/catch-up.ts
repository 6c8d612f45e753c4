import type { ApprovalStatus } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import type { GatewayCaller } from '../context'

/** Everything that a gateway which was away may have missed. To hear of something twice does no harm. */
export interface CatchUp {
  readonly policyVersion: number
  /** The answers to requests of sessions that are still open. */
  readonly approvals: readonly { readonly id: string; readonly status: ApprovalStatus }[]
  /** Sessions that are to end. */
  readonly revoked: readonly { readonly id: string; readonly reason: string }[]
}

export async function catchUp(db: Db, { id: gatewayId, organizationId }: GatewayCaller): Promise<CatchUp> {
  const open = { gatewayId, organizationId, endedAt: null }
  const { policyVersion } = await db.organization.findUniqueOrThrow({ where: { id: organizationId } })
  const approvals = await db.approval.findMany({
    where: { gatewayId, organizationId, status: { notIn: ['pending', 'consumed'] }, session: open },
    select: { id: true, status: true },
  })
  const revoked = await db.session.findMany({
    where: {
      ...open,
      OR: [
        { identity: { disabledAt: { not: null } } },
        { token: { OR: [{ revokedAt: { not: null } }, { expiresAt: { lte: new Date() } }] } },
        { connectionId: null },
      ],
    },
    select: { id: true },
  })
  const reason = 'no longer allowed'
  return { policyVersion, approvals, revoked: revoked.map(({ id }) => ({ id, reason })) }
}
