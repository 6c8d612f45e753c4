import { Prisma, type Tx } from '@sallyport/db'
import type { Search } from './find-statements'
import type { StatementPosition } from './schema'
import { termOf } from './terms'

/** A time in whole months, or in whole days of one month; the newest first. */
export interface Span {
  readonly unit: 'month' | 'day'
  /** As in the index: `2026-03`, `2026-03-12`. */
  readonly names: readonly string[]
  /** The whole of what can be looked at: no need to name its months. */
  readonly isWhole: boolean
  readonly from: Date
  readonly to: Date
}

/** From the first statement that may be found to a position; null: there is none. */
export async function wholeSpan(
  tx: Tx,
  { organizationId, from }: Search,
  before: StatementPosition,
): Promise<Span | null> {
  const since = from ? Prisma.sql`AND at >= ${from}` : Prisma.empty
  const [first] = await tx.$queryRaw<{ at: Date }[]>`
    SELECT at FROM "Statement" WHERE "organizationId" = ${organizationId}::uuid ${since}
    ORDER BY at, "sessionId", number LIMIT 1`
  if (!first || first.at > before.at) return null
  return { ...spanOf('month', monthsBetween(first.at, before.at)), isWhole: true }
}

export function spanTerms(organizationId: string, { unit, names, isWhole }: Span): bigint[] {
  return isWhole ? [] : names.map((name) => termOf(organizationId, unit, name))
}

/** Its newer and its older half; a month becomes days; null: it is one day. */
export function splitSpan({ unit, names }: Span): readonly [Span, Span] | null {
  const [only] = names
  if (names.length === 1 && only !== undefined) {
    return unit === 'day' ? null : halves('day', daysOf(only))
  }
  return halves(unit, names)
}

function halves(unit: Span['unit'], names: readonly string[]): readonly [Span, Span] {
  const middle = Math.ceil(names.length / 2)
  return [spanOf(unit, names.slice(0, middle)), spanOf(unit, names.slice(middle))]
}

function spanOf(unit: Span['unit'], names: readonly string[]): Span {
  const from = startOf(names.at(-1) ?? '')
  const to = startOf(names[0] ?? '')
  if (unit === 'month') to.setUTCMonth(to.getUTCMonth() + 1)
  else to.setUTCDate(to.getUTCDate() + 1)
  return { unit, names, isWhole: false, from, to }
}

function startOf(name: string): Date {
  return new Date(name.length === 7 ? `${name}-01` : name)
}

function monthsBetween(from: Date, to: Date): readonly string[] {
  const months: string[] = []
  const at = startOf(to.toISOString().slice(0, 7))
  for (const first = from.toISOString().slice(0, 7); months.length < MOST_MONTHS; ) {
    const month = at.toISOString().slice(0, 7)
    months.push(month)
    if (month <= first) break
    at.setUTCMonth(at.getUTCMonth() - 1)
  }
  return months
}

const MOST_MONTHS = 1_200

function daysOf(month: string): readonly string[] {
  const at = startOf(month)
  at.setUTCMonth(at.getUTCMonth() + 1)
  const days: string[] = []
  for (;;) {
    at.setUTCDate(at.getUTCDate() - 1)
    const day = at.toISOString().slice(0, 10)
    days.push(day)
    if (day.endsWith('-01')) return days
  }
}
