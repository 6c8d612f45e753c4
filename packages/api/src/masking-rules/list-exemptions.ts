import type { Db } from '@sallyport/db'
import { Access } from '../access-requests/schema'
import { type AccessItem, toAccessItem } from '../access-requests/to-item'
import { expireApprovals } from '../approvals/expire-approvals'

/** More than anybody has open at a time; the list of access requests has them all. */
const MOST = 500

/** Who sees masked columns as they are, and who has asked to; the next to end first. */
export async function listExemptions(
  db: Db,
  organizationId: string,
): Promise<{ readonly items: readonly AccessItem[] }> {
  await expireApprovals(db)
  const rows = await db.approval.findMany({
    where: { organizationId, kind: 'access', status: { in: ['pending', 'approved'] } },
    orderBy: [{ expiresAt: 'asc' }, { id: 'asc' }],
    take: MOST,
  })
  return { items: rows.filter(({ access }) => Access.parse(access).unmasked.length > 0).map(toAccessItem) }
}
