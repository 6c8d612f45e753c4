import type { Db, Prisma } from '@sallyport/db'
import { expireApprovals } from '../approvals/expire-approvals'
import { visibleApprovals } from '../approvals/visible'
import type { Member } from '../context'
import { type Page, pageArguments, toPage } from '../page'
import type { ListAccess } from './schema'
import { type AccessItem, toAccessItem } from './to-item'

const OPEN: Prisma.EnumApprovalStatusFilter = { in: ['pending', 'approved'] }

/** Access that was asked for, the newest first: everybody's, or one's own and one's agents'. */
export async function listAccess(db: Db, member: Member, input: ListAccess): Promise<Page<AccessItem>> {
  await expireApprovals(db)
  const rows = await db.approval.findMany({
    where: {
      ...visibleApprovals(member),
      kind: 'access',
      status: input.state === 'open' ? OPEN : { not: OPEN },
    },
    orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }],
    ...pageArguments(input),
  })
  return toPage(rows, toAccessItem)
}
