import { describe, expect, it } from 'vitest'
import { formatSort, parseSort, sortRows } from './sort'

describe('parseSort', () => {
  it.each([
    ['name', { by: 'name', descending: false }],
    ['-startedAt', { by: 'startedAt', descending: true }],
  ])('%s', (text, sort) => {
    expect(parseSort(text)).toEqual(sort)
    expect(formatSort(sort)).toBe(text)
  })

  it.each([null, undefined, '', '-', '--name', 'name; drop', '__proto__'])('takes no %s', (text) => {
    expect(parseSort(text)).toBeNull()
  })
})

describe('sortRows', () => {
  const names = (rows: readonly (string | null)[], descending: boolean) =>
    sortRows(rows, (row) => row, descending)

  it('puts numbers in names where people expect them', () => {
    expect(names(['db10', 'db9', 'Db1'], false)).toEqual(['Db1', 'db9', 'db10'])
  })

  it('leaves what has no value at the end, either way', () => {
    expect(names([null, 'b', '', 'a'], false)).toEqual(['a', 'b', null, ''])
    expect(names([null, 'b', '', 'a'], true)).toEqual(['b', 'a', null, ''])
  })

  it('orders numbers as numbers and moments by time', () => {
    expect(sortRows([10, 9, 1], (row) => row, true)).toEqual([10, 9, 1])
    const [early, late] = [new Date(1), new Date(2)]
    expect(sortRows([late, early], (row) => row, false)).toEqual([early, late])
  })
})
