import type { Db, Prisma } from '@sallyport/db'
import { accessEnded } from '../access-requests/end-access'
import { recordAudit } from '../audit/record-audit'
import { notify } from '../notifications/notify'
import { approvalChanged } from './changed'

/**
 * Expires what is due: requests that nobody answered, approvals that nobody used, and access that was granted. The sweeper calls it every
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
          action: approval.kind === 'access' ? 'access.expire' : 'approval.expire',
          subject: { type: 'approval', id: approval.id, name: approval.requesterName },
          detail: { connection: approval.connectionName, rule: approval.ruleName },
        },
      )
      const wasGranted = approval.kind === 'access' && approval.decidedById !== null
      if (wasGranted) await accessEnded(tx, approval, 'the time of the access is over')
      await approvalChanged(tx, approval)
      await notify(tx, 'settled', approval)
    }
    return expired.length
  })
}
