import { type Db, Prisma, type Tx } from '@sallyport/db'
import { type Conditions, oneOf } from './conditions'
import type { StatementPosition } from './schema'
import { type Span, spanTerms, splitSpan, wholeSpan } from './spans'

/** Which statement it is, the newest first. */
export interface FoundStatement extends StatementPosition {}

/** What is looked for, and how hard. */
export interface Search extends Conditions {
  readonly organizationId: string
  readonly from: Date | null
  readonly to: Date | null
}

export interface Found {
  readonly items: readonly FoundStatement[]
  /** Where the search stopped before its end, because it had looked at very many; null: it looked at all. */
  readonly stoppedAt: StatementPosition | null
}

interface Bounds {
  /** So many of the newest are looked at one by one: where matches are frequent, that is all. */
  readonly walk: number
  /** More matches than this are not sorted, but looked for in a shorter time. */
  readonly most: number
}
const BOUNDS: Bounds = { walk: 3_000, most: 3_000 }
const LONGEST_WALK = 60_000
/** So many matches on the first walk promise the rest on a longer one. */
const FREQUENT = 5
/** Without an index so many are looked at in one go. */
const LONG_WALK = 100_000
const TIMEOUT_MS = 20_000

const END_OF_TIME = new Date(Date.UTC(9999, 11, 31))
const LOWEST_ID = '00000000-0000-0000-0000-000000000000'

/**
 * The newest `wanted` statements before a position. What is frequent is found by walking back in time; what is rare,
 * in one index over everything a statement can be found by, which knows no order: there all matches are sorted, and
 * where they are too many, those of a shorter time.
 */
export function findStatements(
  db: Db,
  search: Search,
  before: StatementPosition | undefined,
  wanted: number,
  bounds = BOUNDS,
): Promise<Found> {
  return db.$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT set_config('jit', 'off', true), set_config('work_mem', '64MB', true)`
      const start = before ?? { at: search.to ?? END_OF_TIME, sessionId: LOWEST_ID, number: 0 }
      const from = search.to && start.at > search.to ? { ...start, at: search.to } : start
      return find(tx, { ...search, bounds }, from, wanted)
    },
    { timeout: TIMEOUT_MS },
  )
}

interface Bounded extends Search {
  readonly bounds: Bounds
}

async function find(tx: Tx, search: Bounded, start: StatementPosition, wanted: number): Promise<Found> {
  const { all, hasIndex } = search
  const steps = hasIndex ? search.bounds.walk : LONG_WALK
  const end = all.length === 0 ? null : await positionAfter(tx, search, start, steps)
  const items = await walk(tx, search, start, end, wanted)
  if (items.length >= wanted || !end) return { items, stoppedAt: null }
  const longer = Math.min(LONGEST_WALK, Math.ceil((2 * steps * wanted) / items.length))
  if (hasIndex && steps < longer && items.length >= FREQUENT) {
    // Not rare: to walk on is less than to put all there are in order.
    return find(tx, { ...search, bounds: { ...search.bounds, walk: longer } }, start, wanted)
  }
  if (!hasIndex) return { items, stoppedAt: end }
  await plan(tx, 'in order of time')
  const span = await wholeSpan(tx, search, end)
  const older = span ? await collect(tx, search, end, span, wanted - items.length) : []
  return { items: [...items, ...older].slice(0, wanted), stoppedAt: null }
}

/** The position so many statements further back; null: there are not so many. */
async function positionAfter(
  tx: Tx,
  search: Search,
  start: StatementPosition,
  steps: number,
): Promise<StatementPosition | null> {
  await plan(tx, 'in order of time')
  const [found] = await tx.$queryRaw<StatementPosition[]>`
    SELECT s.at, s."sessionId", s.number FROM "Statement" s
    WHERE ${within(search, start)} ${NEWEST_FIRST} OFFSET ${steps} LIMIT 1`
  return found ?? null
}

async function walk(
  tx: Tx,
  search: Search,
  start: StatementPosition,
  end: StatementPosition | null,
  wanted: number,
): Promise<FoundStatement[]> {
  await plan(tx, 'in order of time')
  const until = end
    ? Prisma.sql`AND (s.at, s."sessionId", s.number) >= (${end.at}, ${end.sessionId}::uuid, ${end.number})`
    : Prisma.empty
  return tx.$queryRaw<FoundStatement[]>`
    SELECT s.at, s."sessionId", s.number FROM "Statement" s
    WHERE ${within(search, start)} ${until} AND ${allOf(search)} ${NEWEST_FIRST} LIMIT ${wanted}`
}

/** Those of a time, the newest first: all of them when they are few, else of its newer half first. */
async function collect(
  tx: Tx,
  search: Bounded,
  before: StatementPosition,
  span: Span,
  wanted: number,
): Promise<readonly FoundStatement[]> {
  const found = await inIndex(tx, search, before, span)
  if (found.length <= search.bounds.most) return found.sort(byNewest)
  const halves = splitSpan(span)
  if (!halves) return walk(tx, { ...search, from: span.from }, earlier(before, span.to), null, wanted)
  const newer = await collect(tx, search, before, halves[0], wanted)
  if (newer.length >= wanted) return newer
  return [...newer, ...(await collect(tx, search, before, halves[1], wanted - newer.length))]
}

async function inIndex(
  tx: Tx,
  search: Bounded,
  before: StatementPosition,
  span: Span,
): Promise<FoundStatement[]> {
  const terms = spanTerms(search.organizationId, span)
  const time = terms.length > 0 ? Prisma.sql`AND ${oneOf(terms)}` : Prisma.empty
  await plan(tx, 'by terms')
  return tx.$queryRaw<FoundStatement[]>`
    SELECT s.at, s."sessionId", s.number FROM "Statement" s
    WHERE ${allOf(search)} ${time} AND ${unordered(search, before)} LIMIT ${search.bounds.most + 1}`
}

/**
 * What is meant is known here, and not to the planner, which guesses how often terms come together. The index of
 * terms is read as a bitmap, the one in order of time is not.
 */
async function plan(tx: Tx, way: 'in order of time' | 'by terms'): Promise<void> {
  const [ordered, bitmap] = way === 'by terms' ? ['off', 'on'] : ['on', 'off']
  await tx.$executeRaw`
    SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', ${ordered}, true),
      set_config('enable_indexonlyscan', ${ordered}, true), set_config('enable_bitmapscan', ${bitmap}, true)`
}

const NEWEST_FIRST = Prisma.sql`ORDER BY s.at DESC, s."sessionId" DESC, s.number DESC`

function within({ organizationId, from }: Search, start: StatementPosition): Prisma.Sql {
  return Prisma.sql`s."organizationId" = ${organizationId}::uuid
    AND (s.at, s."sessionId", s.number) < (${start.at}, ${start.sessionId}::uuid, ${start.number})
    ${from ? Prisma.sql`AND s.at >= ${from}` : Prisma.empty}`
}

/** The same, so that no index in order of time can be taken for it: it would be read from end to end. */
function unordered({ organizationId, from }: Search, before: StatementPosition): Prisma.Sql {
  return Prisma.sql`s."organizationId" IS NOT DISTINCT FROM ${organizationId}::uuid
    AND (s.at + interval '0', s."sessionId", s.number) < (${before.at}, ${before.sessionId}::uuid, ${before.number})
    ${from ? Prisma.sql`AND s.at + interval '0' >= ${from}` : Prisma.empty}`
}

function allOf({ all }: Search): Prisma.Sql {
  return all.length === 0 ? Prisma.sql`true` : Prisma.join([...all], ' AND ')
}

function earlier(position: StatementPosition, at: Date): StatementPosition {
  return position.at <= at ? position : { at, sessionId: LOWEST_ID, number: 0 }
}

function byNewest(one: FoundStatement, other: FoundStatement): number {
  const byTime = other.at.getTime() - one.at.getTime()
  if (byTime !== 0) return byTime
  if (one.sessionId !== other.sessionId) return one.sessionId < other.sessionId ? 1 : -1
  return other.number - one.number
}
