import { describe, expect, it } from 'vitest'
import { median, summarise } from './summary'

const sample = (statements: number, cpu: Readonly<Record<string, number>> = {}, seconds = 2) => ({
  statements,
  seconds,
  cpuMs: cpu,
})

describe('median', () => {
  it.each([
    ['the one in the middle', [9, 1, 5], 5],
    ['the mean of the two in the middle', [4, 1, 2, 100], 3],
    ['not a number when there is none', [], Number.NaN],
  ])('is %s', (_, values, expected) => {
    expect(median(values)).toBe(expected)
  })
})

describe('summarise', () => {
  it('compares within a round, so that a slow round counts for both alike', () => {
    const [direct, proxy] = summarise([
      {
        name: 'direct',
        rounds: [
          [sample(200), sample(200)],
          [sample(20), sample(20)],
        ],
      },
      {
        name: 'proxy',
        rounds: [
          [sample(100), sample(100)],
          [sample(10), sample(10)],
        ],
      },
    ])
    expect(direct).toMatchObject({ perSecond: 55, ratio: 1 })
    expect(proxy).toMatchObject({ perSecond: 27.5, ratio: 0.5 })
  })

  it('weighs the samples of a round by how long they took', () => {
    const [, proxy] = summarise([
      { name: 'direct', rounds: [[sample(10, {}, 1), sample(30, {}, 3)]] },
      { name: 'proxy', rounds: [[sample(10, {}, 1), sample(10, {}, 3)]] },
    ])
    expect(proxy?.ratio).toBe(0.5)
  })

  it("divides a process's CPU time by the statements", () => {
    const [, proxy] = summarise([
      { name: 'direct', rounds: [[sample(1), sample(1)]] },
      { name: 'proxy', rounds: [[sample(100, { proxy: 50 }), sample(100, { proxy: 150 })]] },
    ])
    expect(proxy?.cpuMs).toEqual({ proxy: 1 })
  })

  it('tells no CPU time per statement where none was done', () => {
    const [only] = summarise([
      { name: 'stuck', rounds: [[sample(0, { stuck: 50 }), sample(0, { stuck: 50 })]] },
    ])
    expect(only).toMatchObject({ perSecond: 0, cpuMs: { stuck: null } })
  })
})
