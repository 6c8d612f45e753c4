import type { ApproverRequirement } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { isAsked, missingApprovals } from './meets'

const ask = (asked: Readonly<Record<string, number>>): ApproverRequirement[] =>
  Object.entries(asked).map(([group, count]) => ({ group: group === 'any' ? null : group, count }))
const people = (...groups: string[][]) => groups.map((each) => ({ groups: each }))

describe('missingApprovals', () => {
  it.each([
    ['asks one approver where nothing is asked', ask({}), people(), 1],
    ['takes anybody where nothing is asked', ask({}), people([]), 0],
    ['takes nobody who is not in the group', ask({ dba: 1 }), people(['leads']), 1],
    ['asks both groups', ask({ dba: 1, leads: 1 }), people(['dba'], ['dba']), 1],
    ['counts one person once, though in both groups', ask({ dba: 1, leads: 1 }), people(['dba', 'leads']), 1],
    ['takes two people for two groups', ask({ dba: 1, leads: 1 }), people(['dba'], ['leads']), 0],
    [
      'moves a person of both groups to where they are needed',
      ask({ dba: 1, leads: 1 }),
      people(['dba', 'leads'], ['dba']),
      0,
    ],
    ['moves along a chain', ask({ a: 1, b: 1, c: 1 }), people(['a', 'b'], ['a', 'c'], ['a']), 0],
    ['asks two of one group', ask({ dba: 2 }), people(['dba']), 1],
    ['fills places for anybody last', ask({ any: 1, dba: 1 }), people(['dba'], []), 0],
    ['does not let anybody stand for a group', ask({ any: 1, dba: 1 }), people([], []), 1],
  ])('%s', (_, requirements, supporters, missing) => {
    expect(missingApprovals(requirements, supporters)).toBe(missing)
    expect(missingApprovals(requirements, supporters.toReversed())).toBe(missing)
  })
})

describe('isAsked', () => {
  it.each([
    ['anybody where nothing is asked', ask({}), [], true],
    ['a member of one of the groups', ask({ dba: 1, leads: 1 }), ['leads'], true],
    ['nobody else', ask({ dba: 1 }), ['leads'], false],
    ['anybody where any approver is asked too', ask({ dba: 1, any: 1 }), [], true],
  ])('%s', (_, requirements, groups, asked) => {
    expect(isAsked(requirements, { groups })).toBe(asked)
  })
})
