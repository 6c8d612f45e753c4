import { VERBS } from '@sallyport/core'
import { Prisma } from '@sallyport/db'
import type { StatementFilter } from './schema'
import { ACCESSES, searchedName, tableTerms, termOf } from './terms'

/** A filter as SQL over "Statement" s. */
export interface Conditions {
  /** All of them hold for what is found. */
  readonly all: readonly Prisma.Sql[]
  /** The index can answer without reading every row. */
  readonly hasIndex: boolean
}

/** `identities`: whose statements may be found; null: everybody's. */
export function conditionsOf(
  organizationId: string,
  filter: StatementFilter,
  identities: readonly string[] | null,
): Conditions {
  const groups = [...termGroups(organizationId, filter)]
  if (identities) groups.push(identities.map((id) => termOf(organizationId, 'identity', id)))
  const words = wordsOf(filter.search ?? '')
  const indexed = words.filter(hasTrigram)
  const { minRows, minBytes, status } = filter
  return {
    hasIndex: groups.length + indexed.length > 0,
    all: [
      ...groups.map(oneOf),
      ...indexed.map((word) => Prisma.sql`s.text ILIKE ${`%${escapeLike(word)}%`}`),
      // The trigram index would be read from end to end for these.
      ...words
        .filter((word) => !hasTrigram(word))
        .map((word) => Prisma.sql`position(${word.toLowerCase()} IN lower(s.text)) > 0`),
      // What it is for a moment only is in no index.
      ...(status && isOpen(status) ? [Prisma.sql`s.status = ${status}`] : []),
      ...(minRows ? [Prisma.sql`s."rowCount" >= ${minRows}`] : []),
      ...(minBytes ? [Prisma.sql`s."byteCount" >= ${minBytes}`] : []),
    ],
  }
}

export function oneOf(terms: readonly bigint[]): Prisma.Sql {
  return Prisma.sql`s.terms && ${[...terms]}::bigint[]`
}

function* termGroups(organizationId: string, filter: StatementFilter): Generator<readonly bigint[]> {
  const one = (...about: Parameters<typeof termOf> extends [string, ...infer Rest] ? Rest : never) => [
    termOf(organizationId, ...about),
  ]
  const { identity, kind, origin, connection, verb, table, column, dataClass, effect, rule, approval } =
    filter
  const accesses = filter.access ? [filter.access] : ACCESSES
  if (identity) yield one('identity', identity)
  if (kind) yield one('kind', kind)
  if (origin) yield one('origin', origin)
  if (connection) yield one('connection', connection)
  if (table) yield tableTerms(organizationId, table, verb ? [verb] : VERBS)
  else if (verb) yield one('verb', verb)
  if (column) yield accesses.flatMap((access) => one('column', access, searchedName(column)))
  if (dataClass) yield accesses.flatMap((access) => one('class', access, dataClass))
  if (filter.function) yield one('function', searchedName(filter.function))
  if (effect) yield one('effect', effect)
  if (rule) yield one('rule', rule)
  if (approval) yield one('approval', RECORDED_AS[approval] ?? approval)
  if (filter.approver) yield one('approver', filter.approver.toLowerCase())
  if (filter.status && !isOpen(filter.status)) yield one('status', filter.status)
  if (filter.error) yield one('error', filter.error)
  if (filter.minRows) yield one('rows', stepOf(filter.minRows))
  if (filter.minBytes) yield one('bytes', stepOf(filter.minBytes))
}

function isOpen(status: string): boolean {
  return status === 'held' || status === 'running'
}

/** What a recording calls them. */
const RECORDED_AS: Readonly<Record<string, string>> = { pending: 'requested', consumed: 'approved' }

function stepOf(amount: number): string {
  return String(Math.floor(Math.log10(amount)))
}

/** Words apart; what stands in double quotes is one. */
export function wordsOf(search: string): readonly string[] {
  const words = [...search.matchAll(/"([^"]+)"?|[^\s"]+/g)].map(([word, quoted]) => quoted ?? word)
  return [...new Set(words)].filter((word) => word.trim() !== '').slice(0, MAX_WORDS)
}

const MAX_WORDS = 20

function hasTrigram(word: string): boolean {
  return /[\p{L}\p{N}]{3}/u.test(word)
}

function escapeLike(word: string): string {
  return word.replaceAll(/[\\%_]/g, '\\$&')
}
