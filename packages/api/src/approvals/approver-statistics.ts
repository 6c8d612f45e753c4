import type { Db } from '@sallyport/db'

export interface ApproverStatistics {
  readonly identityId: string
  readonly name: string
  readonly answers: number
  /** From 0 to 1. */
  readonly shareApproved: number
  /** From the request to the answer: of half of the answers it was less, and of a tenth. */
  readonly medianSeconds: number
  readonly fastestTenthSeconds: number
  readonly lastAt: Date
  /** Answers so many, so fast and so much alike that nobody can have read what was asked. */
  readonly isLikeRubberStamp: boolean
}

/** Fewer answers say nothing of a habit. */
const ENOUGH_ANSWERS = 10
const NEARLY_ALWAYS = 0.97
/** Who reads a statement with its effects needs longer than this, half of the time at the least. */
const TOO_FAST_SECONDS = 8

interface Row {
  readonly identityId: string
  readonly name: string
  readonly answers: number
  readonly share: number
  readonly median: number
  readonly tenth: number
  readonly lastAt: Date
}

/** How each approver has answered in the last days, who answered most first. */
export async function approverStatistics(
  db: Db,
  organizationId: string,
  days: number,
): Promise<{ readonly items: readonly ApproverStatistics[] }> {
  const since = new Date(Date.now() - days * 24 * 60 * 60 * 1_000)
  const rows = await db.$queryRaw<Row[]>`
    SELECT v."identityId", i.name, count(*)::int AS answers,
      avg((v.verdict = 'approved')::int)::float8 AS share,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY t.seconds)::float8 AS median,
      percentile_cont(0.1) WITHIN GROUP (ORDER BY t.seconds)::float8 AS tenth,
      max(v.at) AS "lastAt"
    FROM "ApprovalVote" v
    JOIN "Approval" a ON a.id = v."approvalId"
    JOIN "Identity" i ON i.id = v."identityId"
    CROSS JOIN LATERAL (SELECT greatest(0, extract(epoch FROM v.at - a."requestedAt")) AS seconds) t
    WHERE a."organizationId" = ${organizationId}::uuid AND v.at >= ${since}
    GROUP BY v."identityId", i.name ORDER BY answers DESC, i.name LIMIT 200`
  return {
    items: rows.map(({ share, median, tenth, ...row }) => ({
      ...row,
      shareApproved: share,
      medianSeconds: median,
      fastestTenthSeconds: tenth,
      isLikeRubberStamp: row.answers >= ENOUGH_ANSWERS && share >= NEARLY_ALWAYS && median < TOO_FAST_SECONDS,
    })),
  }
}
