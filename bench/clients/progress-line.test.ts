import { describe, expect, it } from 'vitest'
import { readProgress } from './progress-line'

describe('readProgress', () => {
  it.each([
    ['progress: 6.4 s, 0.0 tps, lat 0.000 ms stddev 0.000, 0 failed', 0],
    ['progress: 12.0 s, 9340.2 tps, lat 0.107 ms stddev NaN, 0 failed', 9340.2],
    ['progress: 1.0 s, 31.5 tps, lat 31.2 ms stddev 2.1', 31.5], // before PostgreSQL 15
    ['starting vacuum...end.', null],
  ])('%s', (line, expected) => {
    expect(readProgress(line)).toBe(expected)
  })

  it.each([
    'pgbench: error: client 3 script 0 aborted in command 1 query 0: ERROR:  no rule allows read on shop.public.x',
    'pgbench: fatal: connection to server failed',
    'client 1 aborted while establishing connection',
  ])('throws %s', (line) => {
    expect(() => readProgress(line)).toThrow(line)
  })
})
