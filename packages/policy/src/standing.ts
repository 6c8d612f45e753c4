import type { Identity, Rule, Verb } from '@sallyport/core'
import { coversVerb, type Request, whoMismatch } from './coverage'

/** The rules that concern one identity on one connection, whatever the hour. */
export interface Standing {
  /** Those in force that speak of a verb. */
  enforced(verb: Verb): readonly Rule[]
  readonly observed: readonly Rule[]
}

/** A policy is a new array whenever it changes, and a session has one identity for its whole life. */
const known = new WeakMap<readonly Rule[], WeakMap<Identity, Map<string, Standing>>>()
const MAX_CONNECTIONS = 100

export function standingOf(rules: readonly Rule[], connection: string, who: Identity): Standing {
  const byIdentity = known.get(rules) ?? new WeakMap<Identity, Map<string, Standing>>()
  known.set(rules, byIdentity)
  const byConnection = byIdentity.get(who) ?? new Map<string, Standing>()
  byIdentity.set(who, byConnection)
  const found = byConnection.get(connection)
  if (found) return found
  const made = makeStanding(rules, connection, who)
  if (byConnection.size >= MAX_CONNECTIONS) byConnection.clear()
  byConnection.set(connection, made)
  return made
}

function makeStanding(rules: readonly Rule[], connection: string, who: Identity): Standing {
  const own = rules.filter(
    (rule) => whoMismatch({ ...rule, outsideHours: null }, { connection }, who) === null,
  )
  const enforced = own.filter(({ mode }) => mode === 'enforce')
  const byVerb = new Map<Verb, readonly Rule[]>()
  return {
    observed: own.filter(({ mode }) => mode === 'observe'),
    enforced(verb) {
      const found = byVerb.get(verb)
      if (found) return found
      const made = enforced.filter((rule) => coversVerb(rule, verb))
      byVerb.set(verb, made)
      return made
    },
  }
}

/** Of those, what applies at the time of the request. */
export function applying(rules: readonly Rule[], request: Request, who: Identity): readonly Rule[] {
  if (rules.every(({ outsideHours }) => !outsideHours)) return rules
  return rules.filter((rule) => !rule.outsideHours || whoMismatch(rule, request, who) === null)
}
