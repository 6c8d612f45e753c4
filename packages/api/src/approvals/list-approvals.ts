import type { Db, Prisma } from '@sallyport/db'
import type { Member } from '../context'
import { contains, type Page, pageArguments, toPage } from '../page'
import { expireApprovals } from './expire-approvals'
import { maskForMember, maskTexts } from './mask-for-member'
import type { ListApprovals } from './schema'
import { type ApprovalItem, toApprovalItem } from './to-item'
import { visibleApprovals } from './visible'

export interface ListedApproval extends ApprovalItem {
  /** Values that one may not see are masked in it. */
  readonly isMasked: boolean
  /** How many requests say the same thing, with this one. */
  readonly count: number
}

/** Requests, the newest first; grouped: of those that wait and say the same thing, the newest with their number. */
export async function listApprovals(
  db: Db,
  member: Member,
  input: ListApprovals,
): Promise<Page<ListedApproval>> {
  const { grouped, alike } = input
  await expireApprovals(db)
  const where: Prisma.ApprovalWhereInput = { ...wanted(member, input), ...(alike && { alike }) }
  const groups = grouped ? await groupsOf(db, member.organizationId) : []
  const others = groups.map(({ alike: key, newest }) => ({ alike: key, id: { not: newest } }))
  const rows = await db.approval.findMany({
    where: others.length > 0 ? { AND: [where, { NOT: others }] } : where,
    orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }],
    ...pageArguments(input),
  })
  const counts = new Map(groups.map(({ alike: key, count }) => [key, count]))
  const maskOf = await maskForMember(db, member)
  return toPage(rows, (row) => ({
    ...maskTexts(toApprovalItem(row), maskOf),
    count: counts.get(row.alike) ?? 1,
  }))
}

function wanted(member: Member, { search, status }: ListApprovals): Prisma.ApprovalWhereInput {
  return {
    ...visibleApprovals(member),
    ...(status && { status: status === 'settled' ? { not: 'pending' } : status }),
    ...(search && {
      OR: [
        { requesterName: contains(search) },
        { connectionName: contains(search) },
        { statement: contains(search) },
        { statedReason: contains(search) },
        { ruleName: contains(search) },
      ],
    }),
  }
}

interface Group {
  readonly alike: string
  readonly count: number
  readonly newest: string
}

const MAX_GROUPS = 500

/** All of a group are one requester's, and say the same: whoever may see one may see all, and a search finds all. */
function groupsOf(db: Db, organizationId: string): Promise<Group[]> {
  return db.$queryRaw<Group[]>`
    SELECT alike, count(*)::int AS count, (array_agg(id ORDER BY "requestedAt" DESC, id DESC))[1] AS newest
    FROM "Approval"
    WHERE "organizationId" = ${organizationId}::uuid AND status = 'pending' AND alike <> ''
    GROUP BY alike HAVING count(*) > 1 LIMIT ${MAX_GROUPS}`
}
