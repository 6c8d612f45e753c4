import { z } from 'zod'
import { PersonRole } from '../identities/schema'
import { Names } from '../policy/patterns'
import { text } from '../words'

/** Whoever's claim has the value is in the groups, and has the role if there is one. `*` stands for any characters. */
export const MappingRule = z.object({
  /** By its path, with dots between the names. */
  claim: text(200).trim().min(1, 'Name a claim, such as groups'),
  pattern: text(500).trim().min(1, 'Give the value, or * for any'),
  groups: Names,
  role: PersonRole.nullable().default(null),
})
export type MappingRule = z.infer<typeof MappingRule>

const MAX_RULES = 100

export const GroupMapping = z.object({ rules: z.array(MappingRule).max(MAX_RULES).readonly() })
export type GroupMapping = z.infer<typeof GroupMapping>

export const TryMapping = GroupMapping.extend({
  /** JSON as the provider gives it; left out: those of one's own last sign-in by the provider. */
  claims: text(100_000).optional(),
})
export type TryMapping = z.infer<typeof TryMapping>
