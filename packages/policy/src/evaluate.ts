import type { Decision, Effect, Identity, Operation, Rule } from '@sallyport/core'
import { whatMismatch, whoMismatch } from './coverage'

/** What is asked for, and where: `connection` is its name. */
export interface Request {
  readonly operations: readonly Operation[]
  readonly connection: string
}

/** What the rules say about one operation. */
export interface Verdict {
  readonly effect: Effect
  readonly rule: Rule | null
  readonly operation: Operation
}

const STRICTNESS: Readonly<Record<Effect, number>> = { allow: 0, hold: 1, deny: 2 }

/**
 * Decides one statement. Per operation deny is over hold over allow, and what no rule covers is denied;
 * of the operations the strictest decides. The order of the rules never matters, so that a policy can be
 * read, compared and tested as a set.
 */
export function evaluate(rules: readonly Rule[], request: Request, who: Identity): Decision {
  const own = rules.filter((rule) => whoMismatch(rule, request.connection, who) === null)
  const decided = decide(enforced(own), request)
  const observed = own
    .filter(({ mode }) => mode === 'observe')
    .filter((rule) => decide([...enforced(own), rule], request).effect !== decided.effect)
  return { ...decided, observed: observed.map(({ id }) => id).sort() }
}

function enforced(rules: readonly Rule[]): readonly Rule[] {
  return rules.filter(({ mode }) => mode === 'enforce')
}

function decide(rules: readonly Rule[], { operations }: Request): Omit<Decision, 'observed'> {
  const [first, ...others] = operations.map((operation) => judge(rules, operation))
  if (!first) return { effect: 'deny', rule: null, operation: null } // nothing is known about it
  return others.reduce((worst, verdict) => (compare(verdict, worst) > 0 ? verdict : worst), first)
}

/** What rules that are enforced, and that concern this identity and connection, say about one operation. */
export function judge(rules: readonly Rule[], operation: Operation): Verdict {
  const covering = rules.filter((rule) => whatMismatch(rule, operation) === null)
  const [first, ...others] = covering.map((rule) => ({ effect: rule.effect, rule, operation }))
  if (first) return others.reduce((worst, verdict) => (compare(verdict, worst) > 0 ? verdict : worst), first)
  return { effect: operation.verb === 'session' ? 'allow' : 'deny', rule: null, operation }
}

/**
 * Above 0 when `one` is stricter than `other`. Of two that hold, the one that names who may approve; else the
 * lower id, so that the answer is the same whatever the order of the rules is.
 */
function compare(one: Verdict, other: Verdict): number {
  const difference = STRICTNESS[one.effect] - STRICTNESS[other.effect]
  if (difference !== 0) return difference
  const named = Number(namesApprovers(one)) - Number(namesApprovers(other))
  if (named !== 0) return named
  if (!one.rule || !other.rule || one.rule.id === other.rule.id)
    return Number(one.rule !== null) - Number(other.rule !== null)
  return one.rule.id < other.rule.id ? 1 : -1
}

function namesApprovers({ effect, rule }: Verdict): boolean {
  return effect === 'hold' && rule !== null && rule.approverGroups.length > 0
}
