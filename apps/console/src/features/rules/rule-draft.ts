import type { Rule } from '@sallyport/core'
import type { RouterOutputs } from '~/trpc/types'

/** `origins` are data only as yet: no identity has one. */
export type RuleDraft = Omit<Rule, 'id' | 'origins'> & { readonly enabled: boolean }

/** An empty list means "any", so a new rule begins with the effect that opens nothing by mistake. */
export const NEW_RULE: RuleDraft = {
  name: '',
  groups: [],
  identities: [],
  kinds: [],
  connections: [],
  verbs: [],
  resources: [],
  conditions: [],
  dataClasses: [],
  outsideHours: null,
  effect: 'deny',
  mode: 'enforce',
  message: '',
  requirements: [],
  holdSeconds: 600,
  enabled: true,
}

export function toDraft(rule: RouterOutputs['rules']['get']): RuleDraft {
  const { id: _, updatedAt: __, version: ___, origins: ____, ...draft } = rule
  return draft
}
