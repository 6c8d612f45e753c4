import type { MaskingRule } from '@sallyport/core'
import type { RouterOutputs } from '~/trpc/types'

export type MaskingDraft = Omit<Required<MaskingRule>, 'id'> & { readonly enabled: boolean }

export const NEW_MASKING_RULE: MaskingDraft = {
  name: '',
  connections: [],
  groups: [],
  columns: [],
  detectors: [],
  customDetectors: [],
  dataClass: 'other',
  operator: 'redact',
  inference: 'source',
  settings: {},
  enabled: true,
}

export function toDraft(rule: RouterOutputs['maskingRules']['get']): MaskingDraft {
  const { id: _, updatedAt: __, ...draft } = rule
  return draft
}
