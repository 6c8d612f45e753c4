import { randomUUID } from 'node:crypto'
import type { DataClass, Effect, Operation } from '@sallyport/core'
import {
  amountTerms,
  endTerms,
  type SearchedSession,
  statementTerms,
} from '../../packages/api/src/search/terms'

/** The same numbers every time: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface GeneratedSession extends SearchedSession {
  readonly id: string
  readonly identityName: string
  readonly startedAt: number
}

export interface World {
  readonly organizationId: string
  readonly identities: readonly {
    readonly id: string
    readonly name: string
    readonly kind: 'person' | 'agent'
  }[]
  /** Somebody who was there for ten days of the first month only. */
  readonly visitor: string
}

const CONNECTIONS = Array.from({ length: 12 }, (_, at) => (at === 0 ? 'shop' : `shop-${at}`))
const NOUNS = 'customers orders items payments invoices carts visits products stock suppliers'.split(' ')
const TABLES = NOUNS.flatMap((noun) =>
  ['', '_archive', '_eu', '_us', '_log', '_tax'].map((end) => noun + end),
)
const COLUMNS = 'id email name total created_at status country phone'.split(' ')
const DAY = 86_400_000
export const DAYS = 365
export const SECRET_TABLE = 'salaries'
/** In so many statements it is in one. */
const SECRET_ONE_IN = 200_000

export function makeWorld(organizationId: string): World {
  const identities = Array.from({ length: 40 }, (_, at) => ({
    id: randomUUID(),
    name: `${at % 2 ? 'agent' : 'person'} ${at}`,
    kind: at % 2 ? ('agent' as const) : ('person' as const),
  }))
  const visitor = randomUUID()
  return {
    organizationId,
    identities: [...identities, { id: visitor, name: 'visitor', kind: 'person' }],
    visitor,
  }
}

/** Few do much, many do little. */
const skewed = (random: () => number, count: number) => Math.floor(count * random() ** 2.5)

export function makeSession(
  world: World,
  random: () => number,
  startedAt: number,
  end: number,
): GeneratedSession {
  const { organizationId, identities, visitor } = world
  const isVisit = startedAt < end - (DAYS - 10) * DAY && random() < 0.5
  const one = identities[isVisit ? identities.length - 1 : skewed(random, identities.length - 1)]
  const connectionName = CONNECTIONS[skewed(random, CONNECTIONS.length)] ?? 'shop'
  return {
    id: randomUUID(),
    organizationId,
    identityId: one?.id ?? visitor,
    identityName: one?.name ?? 'visitor',
    identityKind: one?.kind ?? 'person',
    origin: one?.kind === 'agent' ? 'autonomous-agent' : 'person',
    connectionName,
    startedAt,
  }
}

/** One line of COPY's CSV for "Statement". */
export function makeStatement(
  session: GeneratedSession,
  random: () => number,
  number: number,
  at: number,
): string {
  const isSecret = random() < 1 / SECRET_ONE_IN
  const table = isSecret ? SECRET_TABLE : (TABLES[skewed(random, TABLES.length)] ?? 'orders')
  const verb = pick<'read' | 'update' | 'insert' | 'delete' | 'drop'>(random, [
    ['read', 0.8],
    ['update', 0.1],
    ['insert', 0.08],
    ['delete', 0.018],
    ['drop', 0.002],
  ])
  const columns = COLUMNS.filter(() => random() < 0.5)
  const resource = `shop.public.${table}`
  const operations: Operation[] = [{ verb, resource, conditions: [], ...(columns.length > 0 && { columns }) }]
  const effect = pick<Effect>(random, [
    ['allow', 0.985],
    ['deny', 0.01],
    ['hold', 0.005],
  ])
  const rule = effect === 'allow' ? 'everybody reads' : `rule ${Math.floor(random() * 20)}`
  const code = random() < 0.02 ? ['23505', '42P01', '57014'][Math.floor(random() * 3)] : undefined
  const rows = Math.floor(10 ** (random() * 5 - 1))
  const bytes = rows * 60
  const status = code ? 'failed' : effect === 'deny' ? 'refused' : 'done'
  const { organizationId } = session
  const terms = [
    ...statementTerms(session, { at, operations, effect, rule }, classesOf),
    ...endTerms(organizationId, { status, code, rows }),
    ...amountTerms(organizationId, 'bytes', bytes),
  ]
  const text = textOf(verb, table, columns, random)
  const cells = [
    session.id,
    number,
    new Date(at).toISOString(),
    `"${text.replaceAll('"', '""')}"`,
    `{${verb}}`,
    `{${resource}}`,
    effect,
    rule,
    status,
    code ?? '',
    rows,
    bytes,
    Math.floor(random() * 200),
    organizationId,
    `"{${terms.join(',')}}"`,
  ]
  return `${cells.join(',')}\n`
}

export const STATEMENT_COLUMNS = `"sessionId", number, at, text, verbs, resources, effect, "ruleName", status,
  "errorCode", "rowCount", "byteCount", "durationMs", "organizationId", terms`

function classesOf(column: string): readonly DataClass[] {
  return column.endsWith('.email') ? ['email'] : column.endsWith('.phone') ? ['phone'] : []
}

function textOf(verb: string, table: string, columns: readonly string[], random: () => number): string {
  const number = Math.floor(random() * 1e7)
  const word = number.toString(36)
  const list = columns.join(', ') || 'count(*)'
  switch (verb) {
    case 'update':
      return `UPDATE ${table} SET status = 'state ${word}' WHERE id = ${number}`
    case 'insert':
      return `INSERT INTO ${table} (${list}) VALUES ('${word}', ${number}) -- request ${randomUUID()}`
    case 'delete':
      return `DELETE FROM ${table} WHERE id = ${number}`
    case 'drop':
      return `DROP TABLE ${table}`
    default:
      return `SELECT ${list} FROM ${table} WHERE id = ${number} AND country = 'DE' ORDER BY created_at LIMIT ${number % 500}`
  }
}

function pick<T>(random: () => number, of: readonly (readonly [T, number])[]): T {
  let left = random()
  for (const [one, share] of of) {
    left -= share
    if (left < 0) return one
  }
  const [first] = of
  if (!first) throw new Error('nothing to pick')
  return first[0]
}
