import { expect, it } from 'vitest'
import { delayMs } from './repeats'

it.each([
  [1, 0],
  [3, 0],
  [4, 1_000],
  [6, 4_000],
  [100, 30_000],
])('delays the answer to attempt %d by %d ms', (times, ms) => {
  expect(delayMs(times)).toBe(ms)
})
