import { expect, it } from 'vitest'
import { requirementWords } from './requirement-words'

it.each([
  [[], 'any approver'],
  [[{ group: null, count: 1 }], 'one approver'],
  [[{ group: null, count: 2 }], '2 approvers'],
  [[{ group: 'dba', count: 1 }], 'one approver of dba'],
  [
    [
      { group: 'dba', count: 2 },
      { group: 'leads', count: 1 },
    ],
    '2 approvers of dba and one approver of leads',
  ],
])('%j is said as “%s”', (requirements, words) => {
  expect(requirementWords(requirements)).toBe(words)
})
