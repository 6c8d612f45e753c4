import type { ApproverRequirement } from '@sallyport/core'
import { z } from 'zod'
import { text } from '../words'

const MAX_GROUPS = 10
/** Nobody waits for more people than this; a larger number is a slip. */
const MAX_PEOPLE = 10

const Requirement = z.object({
  group: text(80).trim().min(1).nullable(),
  count: z.int().min(1, 'At least one person').max(MAX_PEOPLE, `At most ${MAX_PEOPLE} people`),
})

/** Who must approve, each group once. */
export const Requirements = z
  .array(Requirement)
  .max(MAX_GROUPS, `At most ${MAX_GROUPS} groups`)
  .refine((all) => new Set(all.map(({ group }) => group)).size === all.length, 'Name each group once')
  .readonly()
  .default([])

export function groupsNamed(requirements: readonly ApproverRequirement[]): string[] {
  return requirements.flatMap(({ group }) => group ?? [])
}
