import type { Origin, Rule } from '@sallyport/core'
import type { RouterOutputs } from '~/trpc/types'

export type RuleDraft = Omit<Rule, 'id'> & { readonly origins: readonly Origin[] } & {
  readonly enabled: boolean
}

/** An empty list means "any", so a new rule begins with the effect that opens nothing by mistake. */
export const NEW_RULE: RuleDraft = {
  name: '',
  groups: [],
  identities: [],
  kinds: [],
  origins: [],
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
  const { id: _, updatedAt: __, version: ___, origins = [], ...draft } = rule
  return { ...draft, origins }
}
