import { describe, expect, it } from 'vitest'
import { densityOf } from './timeline'

describe('densityOf', () => {
  it('is highest where most happened, and nothing where nothing did', () => {
    const bars = densityOf([0, ...Array.from({ length: 1000 }, () => 600), 1200])
    expect(bars[60]).toBe(1)
    expect(bars[0]).toBeGreaterThan(0.05)
    expect(bars[30]).toBe(0)
  })

  it.each([[[]], [[5]], [[5, 5]]])('is flat for a recording without a duration: %j', (times) => {
    expect(densityOf(times).every((bar) => bar === 0)).toBe(true)
  })
})
