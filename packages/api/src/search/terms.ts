import { createHash } from 'node:crypto'
import type { DataClass, IdentityKind, Operation, Verb } from '@sallyport/core'
import { columnName, fills } from './columns'

/** What a statement can be found by. Each with its value is one hash, so that one index serves all of them. */
export type TermKind =
  | 'month'
  | 'day'
  | 'identity'
  | 'kind'
  | 'origin'
  | 'connection'
  | 'verb'
  | 'table'
  | 'column'
  | 'function'
  | 'class'
  | 'effect'
  | 'rule'
  | 'status'
  | 'error'
  | 'approval'
  | 'approver'
  | 'rows'
  | 'bytes'

/** What is done to a column or to what is in it. */
export const ACCESSES = ['read', 'fill'] as const
export type Access = (typeof ACCESSES)[number]

const MAX_KNOWN = 100_000
const known = new Map<string, bigint>()

/** The first eight bytes of a SHA-256, within an organization: two meanings share one about never. */
export function termOf(organizationId: string, kind: TermKind, ...parts: readonly string[]): bigint {
  const text = JSON.stringify([organizationId, kind, ...parts])
  const found = known.get(text)
  if (found !== undefined) return found
  const term = createHash('sha256').update(text).digest().readBigInt64BE(0)
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(text, term)
  return term
}

/** Whose statement it is, and where. */
export interface SearchedSession {
  readonly organizationId: string
  readonly identityId: string
  readonly identityKind: IdentityKind
  /** Origin in packages/core. */
  readonly origin: string
  readonly connectionName: string
}

export interface SearchedStatement {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly operations: readonly Operation[]
  readonly effect: string
  readonly rule: string | null
}

/** What is known of a statement when it begins. `classesOf` says what a column holds, by its full name. */
export function statementTerms(
  { organizationId, identityId, identityKind, origin, connectionName }: SearchedSession,
  { at, operations, effect, rule }: SearchedStatement,
  classesOf: (column: string) => readonly DataClass[],
): bigint[] {
  const terms = new Set<bigint>()
  const add = (kind: TermKind, ...parts: readonly string[]) =>
    terms.add(termOf(organizationId, kind, ...parts))
  const day = new Date(at).toISOString().slice(0, 10)
  add('day', day)
  add('month', day.slice(0, 7))
  add('identity', identityId)
  add('kind', identityKind)
  add('origin', origin)
  add('connection', connectionName)
  add('effect', effect)
  if (rule !== null) add('rule', rule)
  for (const { verb, resource, columns } of operations) {
    const isFunction = verb === 'execute'
    add('verb', verb)
    for (const name of namesOf(resource)) {
      if (isFunction) add('function', name)
      add('table', verb, name)
    }
    const access: Access = fills(verb) ? 'fill' : 'read'
    for (const column of columns ?? []) {
      const full = columnName(resource, column)
      for (const name of namesOf(full)) add('column', access, name)
      for (const found of classesOf(full)) add('class', access, found)
    }
  }
  return [...terms]
}

/** How it ended. */
export interface SearchedEnd {
  readonly status: string
  readonly code?: string | undefined
  readonly rows: number
}

export function endTerms(organizationId: string, { status, code, rows }: SearchedEnd): bigint[] {
  const terms = [termOf(organizationId, 'status', status), ...amountTerms(organizationId, 'rows', rows)]
  if (!code) return terms
  // The first two characters of a SQLSTATE are its class.
  return [...terms, termOf(organizationId, 'error', code), termOf(organizationId, 'error', code.slice(0, 2))]
}

export const AMOUNT_STEPS = 12

/** One for each power of ten that it reaches: "at least so many" is the one below, and a look at the row. */
export function amountTerms(organizationId: string, kind: 'rows' | 'bytes', amount: number): bigint[] {
  const terms: bigint[] = []
  for (let step = 0; step < AMOUNT_STEPS && amount >= 10 ** step; step++) {
    terms.push(termOf(organizationId, kind, String(step)))
  }
  return terms
}

export function approvalTerms(organizationId: string, status: string, by: string | undefined): bigint[] {
  const terms = [termOf(organizationId, 'approval', status)]
  if (by) terms.push(termOf(organizationId, 'approver', by.toLowerCase()))
  return terms
}

/** `shop.public.orders` is also `public.orders` and `orders`, in whatever case. */
function namesOf(resource: string): readonly string[] {
  const parts = resource.toLowerCase().split('.')
  return parts.map((_, at) => parts.slice(at).join('.'))
}

/** A name as somebody types it, the way it is in the index. */
export function searchedName(name: string): string {
  return name.toLowerCase().replaceAll('"', '')
}

/** Of all verbs or of one. */
export function tableTerms(organizationId: string, name: string, verbs: readonly Verb[]): bigint[] {
  return verbs.map((verb) => termOf(organizationId, 'table', verb, searchedName(name)))
}
