import type { Db } from '@sallyport/db'
import { expireApprovals } from '../approvals/expire-approvals'
import { maskForMember, maskTexts } from '../approvals/mask-for-member'
import { type ApprovalItem, toApprovalItem } from '../approvals/to-item'
import { visibleApprovals } from '../approvals/visible'
import type { Member } from '../context'
import { type GatewayItem, listGateways } from '../gateways/list-gateways'
import { may } from '../permissions'
import { SESSION_INCLUDE, type SessionItem, toSessionItem } from '../sessions/to-item'
import { visibleSessions } from '../sessions/visible'

const RECENT = 5

export interface Overview {
  readonly pendingApprovals: number
  readonly liveSessions: number
  /** Since midnight UTC. */
  readonly today: {
    readonly statements: number
    readonly held: number
    readonly denied: number
    readonly masked: number
  }
  /** Why recordings cannot be put into their store, and since when. */
  readonly recordingsFailure: { readonly since: Date; readonly why: string } | null
  readonly gateways: readonly GatewayItem[]
  readonly recentApprovals: readonly ApprovalItem[]
  /** Empty for whoever may not read sessions. */
  readonly recentSessions: readonly SessionItem[]
}

/** What somebody sees first: counted over what they may see. */
export async function getOverview(db: Db, member: Member): Promise<Overview> {
  await expireApprovals(db)
  const { organizationId } = member
  const approvals = visibleApprovals(member)
  const [pendingApprovals, liveSessions, gateways, recentApprovals, recentSessions, today, organization] =
    await Promise.all([
      db.approval.count({ where: { ...approvals, status: 'pending' } }),
      db.session.count({ where: { organizationId, endedAt: null } }),
      listGateways(db, organizationId),
      db.approval.findMany({ where: approvals, orderBy: { requestedAt: 'desc' }, take: RECENT }),
      listRecentSessions(db, member),
      countToday(db, organizationId),
      db.organization.findUniqueOrThrow({
        where: { id: organizationId },
        select: { recordingsFailingSince: true, recordingsFailure: true },
      }),
    ])
  const maskOf = await maskForMember(db, member)
  const { recordingsFailingSince: since, recordingsFailure: why } = organization
  return {
    recordingsFailure: since && { since, why: why ?? '' },
    pendingApprovals,
    liveSessions,
    today,
    gateways,
    recentApprovals: recentApprovals.map((row) => maskTexts(toApprovalItem(row), maskOf)),
    recentSessions,
  }
}

async function listRecentSessions(db: Db, member: Member): Promise<readonly SessionItem[]> {
  if (!may(member, 'session:read')) return []
  const rows = await db.session.findMany({
    where: visibleSessions(member),
    orderBy: { startedAt: 'desc' },
    take: RECENT,
    include: SESSION_INCLUDE,
  })
  return rows.map(toSessionItem)
}

async function countToday(db: Db, organizationId: string): Promise<Overview['today']> {
  const midnight = new Date(new Date().setUTCHours(0, 0, 0, 0))
  const session = { organizationId }
  const at = { gte: midnight }
  const [statements, held, denied, sum] = await Promise.all([
    db.statement.count({ where: { session, at } }),
    db.statement.count({ where: { session, at, effect: 'hold' } }),
    db.statement.count({ where: { session, at, effect: 'deny' } }),
    db.session.aggregate({ where: { organizationId, startedAt: at }, _sum: { maskedCount: true } }),
  ])
  return { statements, held, denied, masked: Number(sum._sum.maskedCount ?? 0) }
}
