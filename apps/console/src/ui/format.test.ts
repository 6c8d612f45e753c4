import { describe, expect, it } from 'vitest'
import { formatClock, formatDuration, formatRelative, formatSize, joinWords, plural } from './format'

describe('formats', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1 s'],
    [3_440, '3.4 s'],
    [59_900, '59 s'],
    [302_000, '5 min 2 s'],
    [3_600_000, '1 h'],
    [97_200_000, '1 d 3 h'],
  ])('a duration of %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it.each([
    [-1, '0:00'],
    [65_999, '1:05'],
    [3_723_000, '1:02:03'],
  ])('a clock of %d ms as %s', (ms, text) => {
    expect(formatClock(ms)).toBe(text)
  })

  it.each([
    [0, 'just now'],
    [60_000, '1 min ago'],
    [-60_000, 'in 1 min'],
    [50 * 60_000, '1 h ago'],
    [26 * 3_600_000, '1 d ago'],
    [40 * 86_400_000, '2026-01-20'],
  ])('a time %d ms ago as %s', (ago, text) => {
    const now = Date.UTC(2026, 2, 1, 12)
    expect(formatRelative(new Date(now - ago), now)).toBe(text)
  })

  it.each([
    [512, '512 B'],
    [1_229, '1.2 KiB'],
    [35_651_584, '34 MiB'],
  ])('%d bytes as %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text)
  })

  it('words as people list them', () => {
    expect([joinWords([]), joinWords(['a']), joinWords(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c'])
    expect([plural(1, 'row'), plural(1_200, 'row')]).toEqual(['1 row', '1,200 rows'])
  })
})
