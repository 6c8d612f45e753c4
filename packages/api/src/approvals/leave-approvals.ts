import type { Prisma, Tx } from '@sallyport/db'
import { approvalChanged } from './changed'

/** How long a client that went away may take to come back and ask for the same. */
const COMES_BACK_WITHIN_MS = 5 * 60 * 1_000

/**
 * Requests whose client is gone: they can be answered a while longer, and run only if the same identity asks for the
 * same again. Nothing runs by itself.
 */
export async function leaveApprovals(tx: Tx, where: Prisma.ApprovalWhereInput): Promise<void> {
  const leftAt = new Date()
  const until = new Date(leftAt.getTime() + COMES_BACK_WITHIN_MS)
  const open = { ...where, kind: 'statement', leftAt: null } as const
  const left = await tx.approval.updateManyAndReturn({
    where: { ...open, status: { in: ['pending', 'approved'] } },
    data: { leftAt },
  })
  await tx.approval.updateMany({
    where: { id: { in: left.map(({ id }) => id) }, expiresAt: { gt: until } },
    data: { expiresAt: until },
  })
  for (const approval of left) await approvalChanged(tx, approval)
}
