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

  it('falls back past every naming that was refused, not to one of them', async () => {
    const names = new Names<string>()
    names.settle('s1', names.give('s1', 'drop table orders', 1), true)
    const refused = names.give('s1', 'select 1', 2)
    const skipped = names.give('s1', 'select 2', 2)
    names.settle('s1', refused, false)
    names.settle('s1', skipped, false)
    expect(await names.resolve('s1', 3)).toBe('drop table orders')
  })

  it('takes names for one that the target cannot tell apart', async () => {
    const names = new Names<string>()
    const long = 'x'.repeat(63)
    names.settle(`${long}a`, names.give(`${long}a`, 'select 1', 1), true)
    names.settle(`${long}b`, names.give(`${long}b`, 'drop table orders', 1), true)
    expect(await names.resolve(`${long}a`, 2)).toBe('drop table orders')
  })

  it('keeps what a name was given after its Close, when that is confirmed later', async () => {
    const names = new Names<string>()
    names.settle('s1', names.give('s1', 'select 1', 1), true)
    const closed = names.closing('s1')
    const anew = names.give('s1', 'select 2', 1)
    closed()
    names.settle('s1', anew, true)
    expect(await names.resolve('s1', 2)).toBe('select 2')
  })

  it('knows nothing under a name whose Close was confirmed', async () => {
    const names = new Names<string>()
    names.settle('s1', names.give('s1', 'select 1', 1), true)
    names.closing('s1')()
    expect(await names.resolve('s1', 2)).toBeUndefined()
  })
})
