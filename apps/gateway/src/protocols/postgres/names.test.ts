import { describe, expect, it } from 'vitest'
import { Names } from './names'

describe('Names', () => {
  it('falls back to what the target still has when it refuses a name that is taken', async () => {
    const names = new Names<string>()
    names.settle('s1', names.give('s1', 'select 1', 1), true)
    const second = names.give('s1', 'drop table orders', 2)
    const later = names.resolve('s1', 3)
    names.settle('s1', second, false)
    expect(await later).toBe('select 1')
  })

  it('needs no answer within the pipeline that gave the name', async () => {
    const names = new Names<string>()
    names.give('s1', 'select 1', 1)
    expect(await names.resolve('s1', 1)).toBe('select 1')
  })

  it('forgets a name that was never confirmed', async () => {
    const names = new Names<string>()
    names.settle('s1', names.give('s1', 'select 1', 1), false)
    expect(await names.resolve('s1', 2)).toBeUndefined()
  })

  it('does not let a late refusal undo a newer naming', async () => {
    const names = new Names<string>()
    const first = names.give('s1', 'select 1', 1)
    const second = names.give('s1', 'select 2', 2)
    names.settle('s1', second, true)
    names.settle('s1', first, false)
    expect(await names.resolve('s1', 3)).toBe('select 2')
  })
})
