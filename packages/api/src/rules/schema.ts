import { z } from 'zod'
import { Names, Patterns } from '../policy/patterns'
import { ById, Condition, Effect, IdentityKind, Name, RuleMode, text, Verb } from '../words'

const MIN_HOLD_SECONDS = 10
const MAX_HOLD_SECONDS = 86_400

export const CreateRule = z.object({
  name: Name,
  groups: Names,
  identities: Names,
  kinds: z.array(IdentityKind).readonly().default([]),
  connections: Patterns,
  verbs: z.array(Verb).readonly().default([]),
  resources: Patterns,
  conditions: z.array(Condition).readonly().default([]),
  effect: Effect,
  mode: RuleMode.default('enforce'),
  message: text(500).trim().default(''),
  approverGroups: Names,
  holdSeconds: z.int().min(MIN_HOLD_SECONDS).max(MAX_HOLD_SECONDS).default(600),
  enabled: z.boolean().default(true),
})
export type CreateRule = z.infer<typeof CreateRule>

/** The whole rule as it is to be: what is left out gets its default, as on creation. */
export const UpdateRule = CreateRule.extend({
  ...ById.shape,
  /** The version that was changed; when it is not the newest any more, nothing is saved. */
  version: z.int().positive().optional(),
})
export type UpdateRule = z.infer<typeof UpdateRule>

export const SetRuleEnabled = ById.extend({ enabled: z.boolean() })
export type SetRuleEnabled = z.infer<typeof SetRuleEnabled>

export const RollBack = ById.extend({ number: z.int().positive() })
export type RollBack = z.infer<typeof RollBack>

/** A rule as core knows it, from its row. */
export const StoredRule = CreateRule.omit({ enabled: true }).extend(ById.shape)
