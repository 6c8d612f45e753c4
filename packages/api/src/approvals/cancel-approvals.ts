import type { Prisma, Tx } from '@sallyport/db'
import { type Actor, recordAudit } from '../audit/record-audit'
import { notify } from '../notifications/notify'
import { approvalChanged } from './changed'

/** Cancels what matches and has not run: requests without an answer, and approvals that were not used. */
export async function cancelApprovals(tx: Tx, actor: Actor, where: Prisma.ApprovalWhereInput): Promise<void> {
  const cancelled = await tx.approval.updateManyAndReturn({
    where: { ...where, status: { in: ['pending', 'approved'] } },
    data: { status: 'cancelled', settledAt: new Date() },
  })
  for (const approval of cancelled) {
    await recordAudit(tx, actor, {
      action: 'approval.cancel',
      subject: { type: 'approval', id: approval.id, name: approval.requesterName },
      detail: { connection: approval.connectionName, rule: approval.ruleName },
    })
    await approvalChanged(tx, approval)
    await notify(tx, 'settled', approval)
  }
}
