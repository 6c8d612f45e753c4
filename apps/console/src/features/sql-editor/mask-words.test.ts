import { describe, expect, it } from 'vitest'
import { newResult } from './editor-state'
import { columnReason, contentReason, isReplaced, mayHoldReplaced } from './mask-words'

const mask = {
  result: 0,
  column: 0,
  where: 'source',
  of: 'public.c.email',
  rule: 'Mail',
  dataClass: 'email',
} as const
const result = { ...newResult(1, { from: 0, to: 1, text: 'x' }, 10), rows: [['j***'], [null]], masks: [mask] }

describe('why values are masked', () => {
  it('names the rule, the column and what it holds', () => {
    expect(columnReason(mask)).toBe(
      'Masked where it was read by “Mail”: public.c.email holds e-mail addresses',
    )
    expect(contentReason([{ rule: 'Contents', classes: ['card'] }])).toContain('“Contents”')
  })

  it('counts what masked columns do not explain', () => {
    expect(mayHoldReplaced({ ...result, masked: 0 })).toBe(false)
    expect(mayHoldReplaced({ ...result, masked: 2 })).toBe(false)
    expect(mayHoldReplaced({ ...result, masked: 3 })).toBe(true)
  })

  it('does not count NULLs of a column that is masked in the result', () => {
    const masks = [{ ...mask, where: 'result' } as const]
    expect(mayHoldReplaced({ ...result, masks, masked: 1 })).toBe(false)
    expect(mayHoldReplaced({ ...result, masks, masked: 2 })).toBe(true)
  })

  it('knows what stands for a value that was found', () => {
    expect([isReplaced('call ***'), isReplaced('call me'), isReplaced(null)]).toEqual([true, false, false])
  })
})
