import { type CustomDetector, SallyportError } from '@sallyport/core'
import { compileDetector } from '@sallyport/masking'
import { z } from 'zod'
import { Names, Patterns } from '../policy/patterns'
import { ById, DataClass, DetectorClass, Inference, MaskOperator, Name, text } from '../words'

/** What an operator is told: see MaskSettings in packages/core. */
const Settings = z.object({
  keepLast: z.int().min(0).max(64).optional(),
  value: text(1_000).optional(),
  keepFirst: z.int().min(0).max(64).optional(),
  datePart: z.enum(['year', 'month']).optional(),
  width: z.number().positive('A bucket is wider than 0').max(1e15).optional(),
  percent: z.number().positive().max(100).optional(),
  days: z.int().min(1).max(3_650).optional(),
  keyVersion: z.int().min(0).max(25).optional(),
  comparisons: z.int().min(1).max(10_000).optional(),
})

const Custom = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('pattern'), name: Name, pattern: text(500).min(1, 'Write a pattern') }),
    z.object({
      kind: z.literal('words'),
      name: Name,
      words: z.array(text(100).min(2, 'A word has two characters at least')).min(1).max(1_000).readonly(),
    }),
  ])
  // What cannot be compiled would stop every session that it is for.
  .superRefine((detector, context) => {
    const problem = problemOf(detector)
    if (problem)
      context.addIssue({
        code: 'custom',
        message: problem,
        path: [detector.kind === 'pattern' ? 'pattern' : 'words'],
      })
  })

function problemOf(detector: CustomDetector): string | null {
  try {
    compileDetector(detector)
    return null
  } catch (error) {
    return error instanceof SallyportError ? error.message : 'It cannot be read'
  }
}

const Fields = z.object({
  name: Name,
  connections: Patterns,
  groups: Names,
  columns: Patterns,
  detectors: z.array(DetectorClass).readonly().default([]),
  customDetectors: z.array(Custom).max(20).readonly().default([]),
  dataClass: DataClass,
  operator: MaskOperator,
  inference: Inference.default('source'),
  settings: Settings.default({}),
  enabled: z.boolean().default(true),
})

/** A rule that names nothing would mask nothing, and look as if it did. */
function namesSomething({
  columns,
  detectors,
  customDetectors,
}: Pick<z.infer<typeof Fields>, 'columns' | 'detectors' | 'customDetectors'>): boolean {
  return columns.length + detectors.length + customDetectors.length > 0
}
/** An operator that needs telling, and was not told, would redact without saying so. */
function isTold({ operator, settings }: Pick<z.infer<typeof Fields>, 'operator' | 'settings'>): boolean {
  if (operator === 'constant') return settings.value !== undefined
  return operator !== 'bucket' || settings.width !== undefined
}
const NOT_TOLD = { path: ['operator'], message: 'Say which value stands there, or how wide a bucket is' }

const NAMES_NOTHING = { path: ['columns'], message: 'Name at least one column or one detector' }

export const CreateMaskingRule = Fields.refine(namesSomething, NAMES_NOTHING).refine(isTold, NOT_TOLD)
export type CreateMaskingRule = z.infer<typeof CreateMaskingRule>

/** The same in a policy file, which has no fields that we do not know. */
export const FileMaskingRule = Fields.strict().refine(namesSomething, NAMES_NOTHING)

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
