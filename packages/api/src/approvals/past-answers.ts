import type { ApprovalModel, Db, Prisma } from '@sallyport/db'

export interface Answers {
  readonly asked: number
  readonly approved: number
  readonly rejected: number
}

export interface PastAnswers {
  /** The same text on the same connection, whoever sent it. */
  readonly sameStatement: Answers
  /** Whatever else the same identity was held for by the same rule. */
  readonly sameRule: Answers
}

/** How requests like this one were answered before it. */
export async function pastAnswers(db: Db, approval: ApprovalModel): Promise<PastAnswers> {
  const { id, organizationId, connectionId, statement, requesterId, ruleId, requestedAt } = approval
  const { kind } = approval
  const earlier = { organizationId, kind, id: { not: id }, requestedAt: { lte: requestedAt } }
  const [sameStatement, sameRule] = await Promise.all([
    count(db, { ...earlier, connectionId, statement }),
    count(db, { ...earlier, requesterId, ruleId }),
  ])
  return { sameStatement, sameRule }
}

async function count(db: Db, where: Prisma.ApprovalWhereInput): Promise<Answers> {
  const groups = await db.approval.groupBy({ by: ['status'], where, _count: true })
  const of = (...statuses: readonly string[]) =>
    groups.reduce((sum, { status, _count }) => sum + (statuses.includes(status) ? _count : 0), 0)
  return {
    asked: groups.reduce((sum, { _count }) => sum + _count, 0),
    approved: of('approved', 'consumed'),
    rejected: of('rejected'),
  }
}
