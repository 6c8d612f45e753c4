import type { Identity, IdentityKind, Operation } from '@sallyport/core'
import type { Db, Tx } from '@sallyport/db'
import { z } from 'zod'
import { Operation as OperationSchema, Origin } from '../words'

const PAGE = 5_000
const TIMEOUT_MS = 5 * 60_000
const MINUTE_MS = 60_000
const MAX_SETS = 50_000

/** Statements of one session that do the same (within the same minute, where the time matters). */
export interface StatementGroup {
  readonly sessionId: string
  readonly who: Identity
  readonly connection: string
  readonly setId: string | null
  /** null: not kept. */
  readonly operations: readonly Operation[] | null
  readonly at: number
  readonly count: number
  /** The number of the last of them, and when it was. */
  readonly number: number
  readonly lastAt: Date
}

interface Wanted {
  readonly organizationId: string
  readonly from: Date
  readonly needsTime: boolean
}

interface Row {
  readonly sessionId: string
  readonly operationSetId: string | null
  readonly minute: number
  readonly count: number
  readonly number: number
  readonly lastAt: Date
}

/** Reads what was recorded page by page through a cursor, so that memory does not grow with the days. */
export async function readGroups(
  db: Db,
  wanted: Wanted,
  each: (group: StatementGroup) => void,
): Promise<void> {
  await db.$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe(cursorFor(wanted))
      const sets = new Map<string, readonly Operation[]>()
      for (;;) {
        const rows = await tx.$queryRawUnsafe<Row[]>(`FETCH ${PAGE} FROM recorded`)
        if (rows.length === 0) return
        const sessions = await sessionsOf(tx, rows)
        await loadSets(tx, sets, rows)
        for (const row of rows) each(toGroup(row, sessions, sets))
      }
    },
    { timeout: TIMEOUT_MS, isolationLevel: 'RepeatableRead' },
  )
}

/** DECLARE takes no parameters: both values are checked to be what they are said to be. */
function cursorFor({ organizationId, from, needsTime }: Wanted): string {
  const organization = z.uuid().parse(organizationId)
  const minute = needsTime ? `floor(extract(epoch FROM s."at") / 60)::int` : '0'
  return `DECLARE recorded NO SCROLL CURSOR FOR
    SELECT s."sessionId", s."operationSetId", ${minute} AS "minute",
      count(*)::int AS "count", max(s."number") AS "number", max(s."at") AS "lastAt"
    FROM "Statement" s JOIN "Session" x ON x."id" = s."sessionId"
    WHERE x."organizationId" = '${organization}' AND s."at" >= '${from.toISOString()}'
    GROUP BY 1, 2, 3 ORDER BY 1`
}

type Session = { readonly who: Identity; readonly connection: string }

async function sessionsOf(tx: Tx, rows: readonly Row[]): Promise<ReadonlyMap<string, Session>> {
  const found = await tx.session.findMany({
    where: { id: { in: [...new Set(rows.map(({ sessionId }) => sessionId))] } },
    select: {
      id: true,
      identityId: true,
      identityName: true,
      identityKind: true,
      identityGroups: true,
      origin: true,
      connectionName: true,
    },
  })
  return new Map(
    found.map((session) => {
      const kind: IdentityKind = session.identityKind
      const { identityId, identityName, identityGroups } = session
      const origin = Origin.parse(session.origin)
      const who = { id: identityId, name: identityName, kind, groups: [...identityGroups].sort(), origin }
      return [session.id, { who, connection: session.connectionName }]
    }),
  )
}

async function loadSets(
  tx: Tx,
  sets: Map<string, readonly Operation[]>,
  rows: readonly Row[],
): Promise<void> {
  if (sets.size > MAX_SETS) sets.clear()
  const ids = rows.flatMap(({ operationSetId: id }) => (id === null || sets.has(id) ? [] : [id]))
  if (ids.length === 0) return
  const found = await tx.operationSet.findMany({ where: { id: { in: [...new Set(ids)] } } })
  for (const { id, operations } of found) sets.set(id, z.array(OperationSchema).parse(operations))
}

function toGroup(
  { sessionId, operationSetId: setId, minute, ...row }: Row,
  sessions: ReadonlyMap<string, Session>,
  sets: ReadonlyMap<string, readonly Operation[]>,
): StatementGroup {
  const session = sessions.get(sessionId)
  if (!session) throw new Error('a statement without its session')
  const operations = setId === null ? null : (sets.get(setId) ?? null)
  return { sessionId, ...session, setId, operations, at: minute * MINUTE_MS, ...row }
}
