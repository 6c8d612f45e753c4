import { expect, it } from 'vitest'
import { cpuTable, rateTable } from './tables'

const results = [
  {
    workload: 'simple, 1 client',
    routes: [
      { name: 'direct', perSecond: 9340.2, ratio: 1, cpuMs: {}, rounds: [] },
      { name: 'proxy', perSecond: 31.54, ratio: 0.0034, cpuMs: { proxy: 0.0155 }, rounds: [] },
    ],
  },
  {
    workload: 'large',
    routes: [
      { name: 'direct', perSecond: 4.25, ratio: 1, cpuMs: {}, rounds: [] },
      { name: 'proxy', perSecond: 0, ratio: 0, cpuMs: { proxy: null }, rounds: [] },
    ],
  },
]

it('shows rates with three digits that matter, and ratios', () => {
  expect(rateTable(results)).toBe(
    `
| statements per second (to direct) | direct |       proxy |
| --------------------------------- | -----: | ----------: |
| simple, 1 client                  |  9,340 | 31.5 (0.00) |
| large                             |   4.25 | 0.00 (0.00) |`.trim(),
  )
})

it('shows CPU times in the unit that fits, and a dash for none', () => {
  expect(cpuTable(results)).toBe(
    `
| CPU time per statement |   proxy |
| ---------------------- | ------: |
| simple, 1 client       | 15.5 µs |
| large                  |       – |`.trim(),
  )
})

it('says so where there are no CPU times', () => {
  const [direct] = results[0]?.routes ?? []
  expect(cpuTable([{ workload: 'any', routes: direct ? [direct] : [] }])).toContain('no /proc')
})
