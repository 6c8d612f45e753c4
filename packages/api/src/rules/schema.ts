import { z } from 'zod'
import { Names, Patterns } from '../policy/patterns'
import { Requirements } from '../policy/requirements'
import {
  ById,
  Condition,
  DataClass,
  Effect,
  IdentityKind,
  Name,
  Origin,
  RuleMode,
  text,
  Verb,
} from '../words'

const MIN_HOLD_SECONDS = 10
const MAX_HOLD_SECONDS = 86_400

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time of day is HH:MM')
export const Hours = z.object({
  timeZone: z.string().max(100).refine(isTimeZone, 'This is no time zone: write it as Europe/Berlin'),
  days: z.array(z.int().min(1).max(7)).min(1, 'Choose at least one day').max(7).readonly(),
  from: TimeOfDay,
  to: TimeOfDay,
})

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export const CreateRule = z.object({
  name: Name,
  groups: Names,
  identities: Names,
  kinds: z.array(IdentityKind).readonly().default([]),
  origins: z.array(Origin).readonly().default([]),
  connections: Patterns,
  verbs: z.array(Verb).readonly().default([]),
  resources: Patterns,
  conditions: z.array(Condition).readonly().default([]),
  dataClasses: z.array(DataClass).readonly().default([]),
  outsideHours: Hours.nullable().default(null),
  effect: Effect,
  mode: RuleMode.default('enforce'),
  message: text(500).trim().default(''),
  requirements: Requirements,
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

const MAX_STATEMENT_LENGTH = 200_000
const MAX_DAYS = 90

/** What is decided about a text, for somebody who is there or as described; with a draft, as if it were saved. */
export const TryStatement = z.object({
  statement: text(MAX_STATEMENT_LENGTH).refine((sql) => sql.trim() !== '', 'Paste a statement'),
  connectionId: z.uuid(),
  who: z.union([z.object({ identityId: z.uuid() }), z.object({ kind: IdentityKind, groups: Names })]),
  draft: CreateRule.optional(),
  /** The rule that the draft is to replace. */
  draftOf: z.uuid().optional(),
})
export type TryStatement = z.infer<typeof TryStatement>

export const Days = z.int().min(1).max(MAX_DAYS)

/** A rule as it might be; null: without the rule. */
export const SimulateRule = z.object({
  days: Days.default(7),
  draft: CreateRule.nullable(),
  draftOf: z.uuid().optional(),
})
export type SimulateRule = z.infer<typeof SimulateRule>

/** A rule as core knows it, from its row. */
export const StoredRule = CreateRule.omit({ enabled: true }).extend(ById.shape)
