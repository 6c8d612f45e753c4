import type { IdentityKind } from '@sallyport/core'
import type { Db } from '@sallyport/db'

const DAY_MS = 24 * 3_600_000
const BASE_DAYS = 14
const MOST = 5
/** Below that a day says nothing: twice nothing is still nothing. */
const FEW_ROWS = 1_000
const FEW_DENIALS = 3
const TIMES_MORE = 5

export interface UnusualIdentity {
  readonly id: string
  readonly name: string
  readonly kind: IdentityKind
  /** What is unlike its last two weeks, in words. */
  readonly reasons: readonly string[]
}

interface Row {
  readonly id: string
  readonly name: string
  readonly kind: IdentityKind
  readonly rows: bigint
  readonly usual: number
  readonly denied: bigint
  readonly usualDenied: number
  readonly isNew: boolean
  readonly newConnections: readonly string[] | null
}

/** Who behaved in the last day unlike in the two weeks before: by rows read, refusals, and where they connected. */
export async function unusualIdentities(
  db: Db,
  organizationId: string,
  now = Date.now(),
): Promise<readonly UnusualIdentity[]> {
  const since = new Date(now - DAY_MS)
  const base = new Date(now - (BASE_DAYS + 1) * DAY_MS)
  const rows = await db.$queryRaw<readonly Row[]>`
    WITH today AS (
      SELECT "identityId", sum("rowCount")::bigint AS rows, sum("deniedCount")::bigint AS denied,
             array_agg(DISTINCT "connectionName") AS connections
      FROM "Session" WHERE "organizationId" = ${organizationId}::uuid AND "startedAt" >= ${since} GROUP BY 1
    ), before AS (
      SELECT "identityId", sum("rowCount")::float8 / ${BASE_DAYS} AS rows,
             sum("deniedCount")::float8 / ${BASE_DAYS} AS denied,
             array_agg(DISTINCT "connectionName") AS connections
      FROM "Session" WHERE "organizationId" = ${organizationId}::uuid
        AND "startedAt" >= ${base} AND "startedAt" < ${since} GROUP BY 1
    )
    SELECT i.id, i.name, i.kind::text AS kind, t.rows, coalesce(b.rows, 0) AS usual, t.denied,
           coalesce(b.denied, 0) AS "usualDenied", b."identityId" IS NULL AS "isNew",
           ARRAY(SELECT unnest(t.connections) EXCEPT SELECT unnest(b.connections) ORDER BY 1) AS "newConnections"
    FROM today t JOIN "Identity" i ON i.id = t."identityId" LEFT JOIN before b USING ("identityId")`
  return rows
    .map((row) => ({ id: row.id, name: row.name, kind: row.kind, reasons: reasonsOf(row) }))
    .filter(({ reasons }) => reasons.length > 0)
    .toSorted((left, right) => right.reasons.length - left.reasons.length)
    .slice(0, MOST)
}

function reasonsOf(row: Row): readonly string[] {
  const rows = Number(row.rows)
  const denied = Number(row.denied)
  const reasons: string[] = []
  if (row.isNew) reasons.push('was not seen in the two weeks before')
  else if (row.newConnections && row.newConnections.length > 0) {
    reasons.push(`connects to ${row.newConnections.join(', ')} for the first time`)
  }
  if (!row.isNew && rows >= FEW_ROWS && rows > TIMES_MORE * row.usual) {
    reasons.push(
      `read ${rows.toLocaleString('en')} rows, ${Math.round(row.usual).toLocaleString('en')} on a usual day`,
    )
  }
  if (denied >= FEW_DENIALS && denied > TIMES_MORE * row.usualDenied) {
    reasons.push(`was refused ${denied} times`)
  }
  return reasons
}
