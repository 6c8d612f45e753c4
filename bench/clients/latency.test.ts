import { expect, it } from 'vitest'
import { percentiles, readLatencies } from './latency'

it('reads what pgbench logs of each transaction', () => {
  expect(readLatencies('0 1 250 0 1 2\n0 2 1500 0 1 3\n')).toEqual([0.25, 1.5])
})

it('takes the value that so many do not exceed', () => {
  const values = Array.from({ length: 100 }, (_, at) => 100 - at)
  expect(percentiles(values)).toEqual({ p50: 51, p99: 100 })
  expect(percentiles([])).toEqual({ p50: 0, p99: 0 })
})
