import { expect, it } from 'vitest'
import { ticksIn } from './cpu'

it.each([
  ['a plain name', '7 (node) S 1 7 7 0 -1 4194304 1500 0 3 0 120 34 0 0 20 0 11 0 900'],
  ['a name with spaces and brackets', '7 (a) b (c) S 1 7 7 0 -1 4194304 1500 0 3 0 120 34 0 0 20 0 11 0 900'],
])('adds user and system time after %s', (_, stat) => {
  expect(ticksIn(stat)).toBe(154)
})
