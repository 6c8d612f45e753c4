import type { MaskingRule } from '@sallyport/core'

const masking = (name: string, what: Partial<MaskingRule>): MaskingRule => ({
  id: name,
  name,
  connections: [],
  groups: [],
  columns: [],
  detectors: [],
  dataClass: 'other',
  operator: 'redact',
  inference: 'source',
  ...what,
})

/** As many as the demo has: by column, and by what is found in any text. */
export const MASKING: readonly MaskingRule[] = [
  masking('columns', { columns: ['**.customers.email', '**.customers.phone', '**.customers.ssn'] }),
  masking('found', { detectors: ['email', 'card', 'ssn', 'phone'] }),
]
