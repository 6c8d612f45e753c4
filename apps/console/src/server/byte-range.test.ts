import { describe, expect, it } from 'vitest'
import { parseByteRange } from './byte-range'

describe('parseByteRange of 100 bytes', () => {
  it.each([
    ['bytes=0-', { start: 0, end: 100 }],
    ['bytes=10-', { start: 10, end: 100 }],
    ['bytes=10-19', { start: 10, end: 20 }],
    ['bytes=10-500', { start: 10, end: 100 }],
    ['bytes=99-99', { start: 99, end: 100 }],
    ['bytes=-10', { start: 90, end: 100 }],
    ['bytes=-500', { start: 0, end: 100 }],
  ])('%s is a part', (header, range) => {
    expect(parseByteRange(header, 100)).toEqual(range)
  })

  it.each(['bytes=100-', 'bytes=500-600', 'bytes=-0'])('%s lies outside', (header) => {
    expect(parseByteRange(header, 100)).toBe('unsatisfiable')
  })

  it.each([
    null,
    '',
    'bytes=',
    'bytes=-',
    'bytes=20-10',
    'bytes=0-1,5-6',
    'lines=1-2',
    'bytes=a-b',
    'bytes=1e3-',
  ])('%s asks for everything', (header) => {
    expect(parseByteRange(header, 100)).toBeNull()
  })

  it('of an empty recording nothing can be asked', () => {
    expect(parseByteRange('bytes=0-', 0)).toBe('unsatisfiable')
    expect(parseByteRange('bytes=-5', 0)).toBe('unsatisfiable')
  })
})
