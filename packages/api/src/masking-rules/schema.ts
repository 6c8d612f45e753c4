import { z } from 'zod'
import { Names, Patterns } from '../policy/patterns'
import { ById, DataClass, DetectorClass, Inference, MaskOperator, Name } from '../words'

const Fields = z.object({
  name: Name,
  connections: Patterns,
  groups: Names,
  columns: Patterns,
  detectors: z.array(DetectorClass).readonly().default([]),
  dataClass: DataClass,
  operator: MaskOperator,
  inference: Inference.default('source'),
  enabled: z.boolean().default(true),
})

/** A rule that names nothing would mask nothing, and look as if it did. */
function namesSomething({
  columns,
  detectors,
}: Pick<z.infer<typeof Fields>, 'columns' | 'detectors'>): boolean {
  return columns.length + detectors.length > 0
}
const NAMES_NOTHING = { path: ['columns'], message: 'Name at least one column or one detector' }

export const CreateMaskingRule = Fields.refine(namesSomething, NAMES_NOTHING)
export type CreateMaskingRule = z.infer<typeof CreateMaskingRule>

/** The whole rule as it is to be: what is left out gets its default, as on creation. */
export const UpdateMaskingRule = Fields.extend({
  ...ById.shape,
  /** The version that was changed; when it is not the newest any more, nothing is saved. */
  version: z.int().positive().optional(),
}).refine(namesSomething, NAMES_NOTHING)
export type UpdateMaskingRule = z.infer<typeof UpdateMaskingRule>

export const SetMaskingRuleEnabled = ById.extend({ enabled: z.boolean() })
export type SetMaskingRuleEnabled = z.infer<typeof SetMaskingRuleEnabled>

export const RollBack = ById.extend({ number: z.int().positive() })
export type RollBack = z.infer<typeof RollBack>

/** A masking rule as core knows it, from its row. */
export const StoredMaskingRule = Fields.omit({ enabled: true }).extend(ById.shape)
