import type { Db, Prisma } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import { approvalChanged } from './changed'

/**
 * Expires what is due: requests that nobody answered, and approvals that nobody used. The sweeper calls it every
 * second, and so does every read, so that nobody is shown a request that can no longer be answered.
 */
export async function expireApprovals(db: Db): Promise<number> {
  const now = new Date()
  const due: Prisma.ApprovalWhereInput = { status: { in: ['pending', 'approved'] }, expiresAt: { lte: now } }
  if (!(await db.approval.findFirst({ where: due, select: { id: true } }))) return 0

  return db.$transaction(async (tx) => {
    const expired = await tx.approval.updateManyAndReturn({
      where: due,
      data: { status: 'expired', settledAt: now },
    })
    for (const approval of expired) {
      await recordAudit(
        tx,
        { type: 'system', organizationId: approval.organizationId },
        {
          action: 'approval.expire',
          subject: { type: 'approval', id: approval.id, name: approval.requesterName },
          detail: { connection: approval.connectionName, rule: approval.ruleName },
        },
      )
      await approvalChanged(tx, approval)
    }
    return expired.length
  })
}
