import type { Effect, Operation, Rule } from '@sallyport/core'
import { type Coverage, coverageOf, isMismatch, type Request } from './coverage'

/** What the rules say about one operation. */
export interface Verdict {
  readonly effect: Effect
  readonly rule: Rule | null
  readonly operation: Operation
}

/** A rule that has a say about an operation, and about how much of it. */
export interface Say {
  readonly rule: Rule
  readonly coverage: Exclude<Coverage, { readonly mismatch: unknown }>
}

const STRICTNESS: Readonly<Record<Effect, number>> = { allow: 0, hold: 1, deny: 2 }

/** The rules that have a say, of those that concern the identity and the connection. */
export function saysOf(
  rules: readonly Rule[],
  operation: Operation,
  classesOf: Request['classesOf'],
): readonly Say[] {
  const says: Say[] = []
  for (const rule of rules) {
    const coverage = coverageOf(rule, operation, classesOf)
    if (!isMismatch(coverage)) says.push({ rule, coverage })
  }
  return says
}

/**
 * What they make of the operation: as if each of its columns were decided by itself, deny over hold over allow, and
 * deny where none speaks; then the strictest of the columns.
 */
export function judge(operation: Operation, says: readonly Say[]): Verdict {
  let strictest: Verdict | null = null
  for (const { rule } of says) {
    const verdict = { effect: rule.effect, rule, operation }
    if (!strictest || compare(verdict, strictest) > 0) strictest = verdict
  }
  const isSettled = strictest?.effect === 'deny' || coversAll(operation, says) || needsNoRule(operation)
  if (!isSettled) return { effect: 'deny', rule: null, operation }
  return strictest ?? { effect: 'allow', rule: null, operation }
}

function coversAll({ columns = [] }: Operation, says: readonly Say[]): boolean {
  if (says.some(({ coverage }) => coverage === 'all')) return true
  return (
    columns.length > 0 && columns.every((column) => says.some(({ coverage }) => coverage.includes(column)))
  )
}

/**
 * What touches only the session; and what comes with another operation, since a rule that allows a view was made for
 * what it shows. Rules that hold or deny it are heard all the same.
 */
function needsNoRule({ verb, isImplied }: Operation): boolean {
  return verb === 'session' || isImplied === true
}

/**
 * Above 0 when `one` is stricter than `other`. Of two that hold, the one that asks more people, then the one that
 * names who may approve; else the lower id, so that the answer is the same whatever the order of the rules is.
 */
export function compare(one: Verdict, other: Verdict): number {
  const difference = STRICTNESS[one.effect] - STRICTNESS[other.effect]
  if (difference !== 0) return difference
  const people = peopleAsked(one) - peopleAsked(other)
  if (people !== 0) return people
  const named = Number(namesApprovers(one)) - Number(namesApprovers(other))
  if (named !== 0) return named
  if (!one.rule || !other.rule || one.rule.id === other.rule.id)
    return Number(one.rule !== null) - Number(other.rule !== null)
  return one.rule.id < other.rule.id ? 1 : -1
}

function peopleAsked({ effect, rule }: Verdict): number {
  if (effect !== 'hold' || rule === null) return 0
  return Math.max(
    1,
    rule.requirements.reduce((sum, { count }) => sum + count, 0),
  )
}

function namesApprovers({ effect, rule }: Verdict): boolean {
  return effect === 'hold' && rule !== null && rule.requirements.some(({ group }) => group !== null)
}
