import type { ApproverRequirement } from '@sallyport/core'
import { joinWords } from '~/ui/format'

/** Who must approve, as one says it: “2 people of dba and 1 of leads”. */
export function requirementWords(requirements: readonly ApproverRequirement[]): string {
  if (requirements.length === 0) return 'any approver'
  const parts = requirements.map(({ group, count }) => {
    const people = count === 1 ? 'one approver' : `${count} approvers`
    return group === null ? people : `${people} of ${group}`
  })
  return joinWords(parts)
}
