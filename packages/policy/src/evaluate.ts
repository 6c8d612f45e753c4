import type { Decision, Effect, Identity, Operation, Rule } from '@sallyport/core'
import { matchesGlob } from './glob'

/** What asks to be decided. */
export interface Request {
  readonly operations: readonly Operation[]
  /** The connection's name. */
  readonly connection: string
}

const STRICTNESS: Record<Effect, number> = { allow: 0, hold: 1, deny: 2 }

/**
 * Decides one statement: deny overrides hold, hold overrides allow, and what no rule covers is denied. The
 * order of rules never changes the effect, so a policy can be read, compared and tested as a set.
 */
export function evaluate(
  rules: readonly Rule[],
  { operations, connection }: Request,
  who: Identity,
): Decision {
  const open = rules.filter((rule) => coversWhoAndWhere(rule, connection, who))
  const decisions = operations.map((operation) => decide(open, operation))
  const observed = [...new Set(decisions.flatMap((decision) => decision.observed))]
  return { ...(strictest(decisions) ?? { effect: 'deny', rule: null, operation: null }), observed }
}

/** Is there any rule that lets this identity do anything on the connection? */
export function isOpen(rules: readonly Rule[], connection: string, who: Identity): boolean {
  return rules.some(
    (rule) => rule.mode === 'enforce' && rule.effect !== 'deny' && coversWhoAndWhere(rule, connection, who),
  )
}

function decide(rules: readonly Rule[], operation: Operation): Decision {
  const covering = rules.filter((rule) => coversWhat(rule, operation))
  const observed = covering.filter(({ mode }) => mode === 'observe').map(({ name }) => name)
  // What touches only the session itself needs no rule of its own.
  const builtIn: Decision[] =
    operation.verb === 'session' ? [{ effect: 'allow', rule: null, operation, observed: [] }] : []
  const enforced = covering
    .filter(({ mode }) => mode === 'enforce')
    .map((rule): Decision => ({ effect: rule.effect, rule, operation, observed: [] }))
  const decision = strictest([...builtIn, ...enforced]) ?? { effect: 'deny', rule: null, operation }
  return { ...decision, observed }
}

function strictest(decisions: readonly Decision[]): Decision | undefined {
  let worst: Decision | undefined
  for (const decision of decisions) {
    if (!worst || STRICTNESS[decision.effect] > STRICTNESS[worst.effect]) worst = decision
  }
  return worst
}

function coversWhoAndWhere(rule: Rule, connection: string, { id, name, kind, groups }: Identity): boolean {
  return (
    (rule.kinds.length === 0 || rule.kinds.includes(kind)) &&
    (rule.groups.length === 0 || rule.groups.some((group) => groups.includes(group))) &&
    (rule.identities.length === 0 || rule.identities.includes(id) || rule.identities.includes(name)) &&
    (rule.connections.length === 0 || rule.connections.some((glob) => matchesGlob(glob, connection)))
  )
}

function coversWhat(rule: Rule, { verb, resource, conditions }: Operation): boolean {
  // What was not understood is covered only by a rule that says so.
  const coversVerb = rule.verbs.length === 0 ? verb !== 'unknown' : rule.verbs.includes(verb)
  return (
    coversVerb &&
    (rule.resources.length === 0 || rule.resources.some((glob) => matchesGlob(glob, resource))) &&
    (rule.conditions.length === 0 || rule.conditions.some((condition) => conditions.includes(condition)))
  )
}
