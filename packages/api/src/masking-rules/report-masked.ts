import { DATA_CLASSES, type DataClass } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { MASKED_WHERE } from '@sallyport/recording'
import { z } from 'zod'

export const ReportMasked = z.object({
  /** How far back, in days. */
  days: z.int().min(1).max(90).default(7),
})
export type ReportMasked = z.infer<typeof ReportMasked>

const Row = z.object({
  identityId: z.string(),
  identityName: z.string(),
  connectionName: z.string(),
  column: z.string(),
  dataClass: z.enum(DATA_CLASSES),
  rule: z.string(),
  where: z.enum(MASKED_WHERE),
  statements: z.bigint().transform(Number),
  values: z.bigint().transform(Number),
})
export type MaskedForIdentity = z.infer<typeof Row>

export interface MaskedReport {
  /** The largest first; at most 1,000. */
  readonly items: readonly MaskedForIdentity[]
  readonly byClass: readonly { readonly dataClass: DataClass; readonly values: number }[]
}

const MOST_ROWS = 1000

/** What was masked in results, by column, class and identity. Values are rows times columns: NULLs count too. */
export async function reportMasked(
  db: Db,
  organizationId: string,
  { days }: ReportMasked,
): Promise<MaskedReport> {
  const since = new Date(Date.now() - days * 86_400_000)
  const rows = await db.$queryRaw`
    SELECT s."identityId", s."identityName", s."connectionName", m->>'of' AS "column", m->>'dataClass' AS "dataClass",
           m->>'rule' AS rule, m->>'where' AS "where", count(DISTINCT (t."sessionId", t.number)) AS statements,
           sum(t."rowCount")::bigint AS values
    FROM "Statement" t JOIN "Session" s ON s.id = t."sessionId", jsonb_array_elements(t.masks) m
    WHERE s."organizationId" = ${organizationId}::uuid AND t.at >= ${since} AND t.masks IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6, 7
    HAVING sum(t."rowCount") > 0
    ORDER BY values DESC, "column", "identityName"
    LIMIT ${MOST_ROWS}`
  const items = z.array(Row).parse(rows)
  const byClass = new Map<DataClass, number>()
  for (const { dataClass, values } of items) byClass.set(dataClass, (byClass.get(dataClass) ?? 0) + values)
  return {
    items,
    byClass: [...byClass]
      .map(([dataClass, values]) => ({ dataClass, values }))
      .sort((left, right) => right.values - left.values),
  }
}
