import type { Identity, Operation, Rule } from '@sallyport/core'
import { matchesGlob } from './matches-glob'

/** The first part of a rule that does not fit. */
export type Mismatch = 'connection' | 'kind' | 'group' | 'identity' | 'verb' | 'resource' | 'condition'

/** Why a rule says nothing about anything this identity does on the connection; null: it does. */
export function whoMismatch(rule: Rule, connection: string, who: Identity): Mismatch | null {
  const { connections, kinds, groups, identities } = rule
  if (!isAny(connections) && !connections.some((pattern) => matchesGlob(pattern, connection)))
    return 'connection'
  if (!isAny(kinds) && !kinds.includes(who.kind)) return 'kind'
  if (!isAny(groups) && !groups.some((group) => who.groups.includes(group))) return 'group'
  if (!isAny(identities) && !identities.includes(who.id) && !identities.includes(who.name)) return 'identity'
  return null
}

/** Why a rule says nothing about an operation; null: it does. */
export function whatMismatch(rule: Rule, { verb, resource, conditions }: Operation): Mismatch | null {
  if (!coversVerb(rule, verb)) return 'verb'
  if (!isAny(rule.resources) && !rule.resources.some((pattern) => matchesGlob(pattern, resource)))
    return 'resource'
  const asked = rule.conditions
  return isAny(asked) || asked.some((condition) => conditions.includes(condition)) ? null : 'condition'
}

/**
 * "Any verb" leaves out `unknown`, which nobody should allow without saying so, and `session`, which needs no
 * rule: "hold everything" is not meant to hold BEGIN.
 */
function coversVerb({ verbs }: Rule, verb: Operation['verb']): boolean {
  return isAny(verbs) ? verb !== 'unknown' && verb !== 'session' : verbs.includes(verb)
}

function isAny(list: readonly unknown[]): boolean {
  return list.length === 0
}
