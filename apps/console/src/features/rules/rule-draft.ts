import type { Rule } from '@sallyport/core'
import type { RouterOutputs } from '~/trpc/types'

export type RuleDraft = Omit<Rule, 'id'> & { readonly enabled: boolean }

export const NEW_RULE: RuleDraft = {
  name: '',
  groups: [],
  identities: [],
  kinds: [],
  connections: [],
  verbs: [],
  resources: [],
  conditions: [],
  effect: 'allow',
  mode: 'enforce',
  message: '',
  requirements: [],
  holdSeconds: 600,
  enabled: true,
}

export function toDraft(rule: RouterOutputs['rules']['get']): RuleDraft {
  const { id: _, updatedAt: __, ...draft } = rule
  return draft
}
