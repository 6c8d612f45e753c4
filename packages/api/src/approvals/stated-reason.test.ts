import { describe, expect, it } from 'vitest'
import { statedReason } from './stated-reason'

describe('statedReason', () => {
  it.each([
    ['delete from t /* reason: ticket 42 */ where id = 1', 'ticket 42'],
    ['/* REASON:\n  two\n  lines\n*/ drop table t', 'two\n  lines'],
    ['drop table t -- reason: cleaning up\n', 'cleaning up'],
    ['drop table t -- no reason', null],
    ['drop table t /* reason: */', null],
    ['select 1', null],
    [`/* reason: ${'x'.repeat(900)} */`, 'x'.repeat(500)],
  ])('reads %j', (statement, reason) => {
    expect(statedReason(statement)).toBe(reason)
  })

  it('stays quick on a statement that never ends its comment', () => {
    expect(statedReason('/* reason: '.repeat(50_000))).toBeNull()
  })
})
