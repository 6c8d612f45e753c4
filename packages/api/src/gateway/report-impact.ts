import type { Db } from '@sallyport/db'
import { approvalChanged } from '../approvals/changed'
import { locksOthersOut } from '../approvals/impact'
import type { GatewayCaller } from '../context'
import { orNotFound } from '../not-found'
import type { ReportImpact } from './schema'

export interface ReportedImpact {
  /** Until when it may wait, now that it is known what its transaction has locked. */
  readonly expiresAt: Date
}

/** Notes what a held statement would touch. One whose transaction locks others out waits for less time. */
export async function reportImpact(
  db: Db,
  { id: gatewayId, organizationId }: GatewayCaller,
  { id, impact }: ReportImpact,
): Promise<ReportedImpact> {
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Approval" WHERE id = ${id}::uuid FOR UPDATE`
    const found = await tx.approval.findFirst({
      where: { id, gatewayId, organizationId },
      include: { organization: { select: { holdWithLocksSeconds: true } } },
    })
    const { organization, status, requestedAt, expiresAt } = orNotFound(found, 'request')
    if (status !== 'pending') return { expiresAt }
    const limit = new Date(requestedAt.getTime() + organization.holdWithLocksSeconds * 1_000)
    const isShortened = locksOthersOut(impact) && limit < expiresAt
    const row = await tx.approval.update({
      where: { id },
      data: { impact, ...(isShortened && { expiresAt: limit }) },
    })
    await approvalChanged(tx, row)
    return { expiresAt: row.expiresAt }
  })
}
