import { describe, expect, it } from 'vitest'
import { differencesOf } from './compare'
import { readResults } from './suites/regression'

describe('differencesOf', () => {
  it('takes what fails alike over both routes for the same', () => {
    const both = new Map([
      ['one', 'ok'],
      ['two', 'failed'],
    ])
    expect(differencesOf(both, new Map(both))).toEqual([])
  })

  it('names what ended differently, and what did not run at all', () => {
    expect(differencesOf(new Map([['one', 'ok']]), new Map([['two', 'ok']]))).toEqual([
      { test: 'one', direct: 'ok', gateway: 'did not run' },
      { test: 'two', direct: 'did not run', gateway: 'ok' },
    ])
  })
})

describe('readResults', () => {
  it("reads pg_regress's lines, alone and in groups", () => {
    const output =
      'test test_setup                   ... ok          200 ms\n' +
      'parallel group (2 tests):  char boolean\n' +
      '     boolean                      ... ok           90 ms\n' +
      '     char                         ... FAILED       80 ms\n'
    expect([...readResults(output)]).toEqual([
      ['test_setup', 'ok'],
      ['boolean', 'ok'],
      ['char', 'failed'],
    ])
  })
})
