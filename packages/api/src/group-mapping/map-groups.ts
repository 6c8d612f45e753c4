import type { Role } from '@sallyport/core'
import { type Claims, passes } from '@sallyport/identity'
import type { MappingRule } from './schema'

export interface MappingOutcome {
  /** Rule by rule, whether it holds. */
  readonly holds: readonly boolean[]
  readonly groups: readonly string[]
  /** Of the first rule that holds and says one; null: none does, and the person keeps their own. */
  readonly role: Exclude<Role, 'agent'> | null
}

/** What the rules make of a provider's claims: every rule that holds adds its groups. */
export function mapGroups(claims: Claims, rules: readonly MappingRule[]): MappingOutcome {
  const holding = rules.filter((rule) => passes(claims, rule))
  return {
    holds: rules.map((rule) => holding.includes(rule)),
    groups: [...new Set(holding.flatMap(({ groups }) => groups))].sort(),
    role: holding.find(({ role }) => role !== null)?.role ?? null,
  }
}

/** What of a person's groups is to change, and which of them the provider then answers for. */
export interface GroupChange {
  readonly add: readonly string[]
  readonly remove: readonly string[]
  /** Groups that somebody gave by hand are not among them, and are never taken away. */
  readonly mapped: readonly string[]
}

export function changeOfGroups(
  current: readonly string[],
  /** Those that the provider gave before. */
  before: readonly string[],
  wanted: readonly string[],
): GroupChange {
  return {
    add: wanted.filter((group) => !current.includes(group)),
    remove: before.filter((group) => current.includes(group) && !wanted.includes(group)),
    mapped: wanted.filter((group) => before.includes(group) || !current.includes(group)),
  }
}
