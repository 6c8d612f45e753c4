import { expect, it } from 'vitest'
import { rule } from '../testing/test-gateway'
import { rulesAt } from './rules-at'

const rules = [
  rule('forever', 'allow'),
  rule('short', 'allow', { until: 1_000 }),
  rule('long', 'allow', { until: 2_000 }),
]

it.each([
  [0, ['forever', 'short', 'long'], 1_000],
  [999, ['forever', 'short', 'long'], 1_000],
  [1_000, ['forever', 'long'], 2_000],
  [2_000, ['forever'], null],
])('at %d the rules %j are in force, and the next ends at %d', (now, names, nextEnd) => {
  const found = rulesAt(rules, now)
  expect(found.inForce.map(({ name }) => name)).toEqual(names)
  expect(found.nextEnd).toBe(nextEnd)
})
