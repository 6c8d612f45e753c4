import type { Db, Prisma } from '@sallyport/db'
import type { Member } from '../context'
import { contains, type Page, pageArguments, toPage } from '../page'
import { expireApprovals } from './expire-approvals'
import type { ListApprovals } from './schema'
import { type ApprovalItem, toApprovalItem } from './to-item'
import { visibleApprovals } from './visible'

export async function listApprovals(
  db: Db,
  member: Member,
  input: ListApprovals,
): Promise<Page<ApprovalItem>> {
  const { search, status } = input
  await expireApprovals(db)
  const where: Prisma.ApprovalWhereInput = {
    ...visibleApprovals(member),
    ...(status && { status: status === 'settled' ? { not: 'pending' } : status }),
    ...(search && {
      OR: [
        { requesterName: contains(search) },
        { connectionName: contains(search) },
        { statement: contains(search) },
        { ruleName: contains(search) },
      ],
    }),
  }
  const rows = await db.approval.findMany({
    where,
    orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }],
    ...pageArguments(input),
  })
  return toPage(rows, toApprovalItem)
}
