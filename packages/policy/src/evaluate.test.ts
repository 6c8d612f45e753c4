import type { Identity, Operation, Rule } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate'
import { explain } from './explain'
import { isOpen } from './is-open'
import { rule } from './rule.fixture'

const agent: Identity = { id: 'i1', kind: 'agent', name: 'reporting-agent', groups: ['agents'] }
const erin: Identity = { id: 'i2', kind: 'person', name: 'Erin', groups: ['engineers'] }

function operation(verb: Operation['verb'], name: string, ...conditions: Operation['conditions']): Operation {
  return { verb, resource: `shop.public.${name}`, conditions }
}

const rules = [
  rule('read', { verbs: ['read'], resources: ['shop.public.**'] }),
  rule('no-salaries', { verbs: ['read'], resources: ['**.employees'], effect: 'deny' }),
  rule('writes', {
    verbs: ['insert', 'update', 'delete'],
    effect: 'hold',
    requirements: [{ group: 'approvers', count: 1 }],
  }),
  rule('whole-table', {
    verbs: ['update', 'delete'],
    conditions: ['no-where', 'always-true'],
    effect: 'deny',
  }),
  rule('people-drop', { verbs: ['drop'], kinds: ['person'], effect: 'hold' }),
  rule('engineers-copy', { verbs: ['copy-out'], groups: ['engineers'] }),
  rule('erin-grants', { verbs: ['grant'], identities: ['Erin'] }),
  rule('agent-executes', { verbs: ['execute'], identities: ['i1'], connections: ['shop'] }),
]

describe('evaluate', () => {
  it.each([
    ['allows what a rule allows', agent, [operation('read', 'orders')], 'allow', 'read'],
    ['denies what no rule covers', agent, [operation('define', 'orders')], 'deny', null],
    ['denies what has no operations', agent, [], 'deny', null],
    ['lets deny go over allow', agent, [operation('read', 'employees')], 'deny', 'no-salaries'],
    ['lets hold go over nothing', agent, [operation('insert', 'orders')], 'hold', 'writes'],
    ['lets deny go over hold', agent, [operation('delete', 'orders', 'no-where')], 'deny', 'whole-table'],
    [
      'asks for a condition only where the rule does',
      agent,
      [operation('delete', 'orders')],
      'hold',
      'writes',
    ],
    [
      'is satisfied by one of several conditions',
      agent,
      [operation('update', 'orders', 'always-true')],
      'deny',
      'whole-table',
    ],
    [
      'decides by the strictest operation',
      agent,
      [operation('read', 'orders'), operation('insert', 'orders'), operation('read', 'items')],
      'hold',
      'writes',
    ],
    [
      'denies a statement of which one operation is not covered',
      agent,
      [operation('insert', 'orders'), operation('admin', 'pg_read_file')],
      'deny',
      null,
    ],
    ['tells people from agents', erin, [operation('drop', 'orders')], 'hold', 'people-drop'],
    ['tells agents from people', agent, [operation('drop', 'orders')], 'deny', null],
    ['matches groups', erin, [operation('copy-out', 'orders')], 'allow', 'engineers-copy'],
    ['matches no other groups', agent, [operation('copy-out', 'orders')], 'deny', null],
    ['matches identities by name', erin, [operation('grant', 'orders')], 'allow', 'erin-grants'],
    ['matches identities by id', agent, [operation('execute', 'f')], 'allow', 'agent-executes'],
    ['allows what only touches the session', agent, [operation('session', 'x')], 'allow', null],
    ['denies what was not understood', agent, [operation('unknown', 'x')], 'deny', null],
  ] as const)('%s', (_, who, operations, effect, id) => {
    const decision = evaluate(rules, { operations, connection: 'shop' }, who)
    expect([decision.effect, decision.rule?.id ?? null]).toEqual([effect, id])
  })

  it('says which operation decided', () => {
    const operations = [operation('read', 'orders'), operation('insert', 'orders')]
    expect(evaluate(rules, { operations, connection: 'shop' }, agent).operation).toBe(operations[1])
  })

  it('knows the connection that a rule names', () => {
    const request = { operations: [operation('execute', 'f')], connection: 'warehouse' }
    expect(evaluate(rules, request, agent).effect).toBe('deny')
  })

  describe('a rule without verbs', () => {
    const anything = rule('anything', {})

    it.each([
      ['covers every verb that says what is done', 'drop', 'allow'],
      ['does not cover unknown', 'unknown', 'deny'],
    ] as const)('%s', (_, verb, effect) => {
      const request = { operations: [operation(verb, 'x')], connection: 'shop' }
      expect(evaluate([anything], request, agent).effect).toBe(effect)
    })

    it('does not hold BEGIN when it holds everything', () => {
      const request = { operations: [operation('session', 'begin')], connection: 'shop' }
      expect(evaluate([{ ...anything, effect: 'hold' }], request, agent).effect).toBe('allow')
    })
  })

  it('allows unknown only by a rule that names it', () => {
    const request = { operations: [operation('unknown', 'DoStmt')], connection: 'shop' }
    expect(evaluate([rule('do', { verbs: ['unknown'] })], request, agent).effect).toBe('allow')
  })

  it('lets a rule that names session refuse it', () => {
    const request = { operations: [operation('session', 'begin')], connection: 'shop' }
    expect(evaluate([rule('s', { verbs: ['session'], effect: 'deny' })], request, agent).effect).toBe('deny')
  })

  it('prefers the hold that names its approvers, also across operations', () => {
    const holds = [
      rule('a', { verbs: ['insert'], effect: 'hold' }),
      rule('b', { verbs: ['update'], effect: 'hold', requirements: [{ group: 'owners', count: 1 }] }),
    ]
    const operations = [operation('insert', 'orders'), operation('update', 'orders')]
    expect(evaluate(holds, { operations, connection: 'shop' }, agent).rule?.id).toBe('b')
  })

  it('prefers the hold that asks more people', () => {
    const holds = [
      rule('a', { effect: 'hold', requirements: [{ group: 'owners', count: 1 }] }),
      rule('b', { effect: 'hold', requirements: [{ group: null, count: 2 }] }),
    ]
    const request = { operations: [operation('insert', 'orders')], connection: 'shop' }
    expect(evaluate(holds, request, agent).rule?.id).toBe('b')
    expect(evaluate(holds.toReversed(), request, agent).rule?.id).toBe('b')
  })
})

describe('rules in observe mode', () => {
  const watch = (parts: Partial<Rule>) => rule('watch', { mode: 'observe', ...parts })

  it.each([
    [
      'decide nothing',
      watch({ verbs: ['read'], effect: 'deny' }),
      operation('read', 'orders'),
      'allow',
      ['watch'],
    ],
    ['allow nothing', watch({ verbs: ['define'] }), operation('define', 'orders'), 'deny', ['watch']],
    ['are silent when they agree', watch({ verbs: ['read'] }), operation('read', 'orders'), 'allow', []],
    [
      'are silent about the rest',
      watch({ verbs: ['drop'], effect: 'deny' }),
      operation('read', 'o'),
      'allow',
      [],
    ],
  ] as const)('%s', (_, observed, asked, effect, ids) => {
    const decision = evaluate([...rules, observed], { operations: [asked], connection: 'shop' }, agent)
    expect([decision.effect, decision.observed]).toEqual([effect, ids])
  })
})

describe('the order of the rules', () => {
  it('never changes a decision', () => {
    const random = randomNumbers(20_260)
    for (let round = 0; round < 500; round++) {
      const policy = Array.from({ length: 1 + pick(random, 8) }, (_, index) =>
        randomRule(`r${index}`, random),
      )
      const request = {
        operations: Array.from({ length: pick(random, 4) }, () => randomOperation(random)),
        connection: 'shop',
      }
      const expected = evaluate(policy, request, agent)
      for (let turn = 0; turn < 4; turn++) {
        expect(evaluate(shuffle(policy, random), request, agent)).toEqual(expected)
      }
    }
  })
})

describe('isOpen', () => {
  it.each([
    ['a rule that allows something opens a connection', [rule('a', { verbs: ['read'] })], true],
    ['a rule that holds something does, too', [rule('a', { verbs: ['drop'], effect: 'hold' })], true],
    ['no rule leaves it closed', [], false],
    ['a rule that denies does not open it', [rule('a', { effect: 'deny' })], false],
    ['a rule for others does not', [rule('a', { groups: ['engineers'] })], false],
    ['a rule for another connection does not', [rule('a', { connections: ['warehouse'] })], false],
    ['a pattern of connections does', [rule('a', { connections: ['sh*'] })], true],
    ['a rule in observe mode does not', [rule('a', { mode: 'observe' })], false],
    ['a rule that denies everything closes it', [rule('a', {}), rule('b', { effect: 'deny' })], false],
    [
      'a rule that denies something leaves it open',
      [rule('a', {}), rule('b', { effect: 'deny', verbs: ['drop'] })],
      true,
    ],
  ] as const)('%s', (_, policy, expected) => {
    expect(isOpen(policy, 'shop', agent)).toBe(expected)
  })
})

describe('explain', () => {
  it.each([
    ['connection', rule('r', { connections: ['warehouse'] })],
    ['kind', rule('r', { kinds: ['person'] })],
    ['group', rule('r', { groups: ['engineers'] })],
    ['identity', rule('r', { identities: ['Erin'] })],
    ['verb', rule('r', { verbs: ['drop'] })],
    ['resource', rule('r', { resources: ['shop.other.*'] })],
    ['condition', rule('r', { conditions: ['no-where'] })],
    [null, rule('r', { verbs: ['read'] })],
  ] as const)('names %s as what does not fit', (mismatch, tried) => {
    const [explanation] = explain(
      [tried],
      { operations: [operation('read', 'orders')], connection: 'shop' },
      agent,
    )
    expect(explanation?.rules[0]?.mismatch).toBe(mismatch)
  })

  it('comes to the same verdicts as evaluate', () => {
    const random = randomNumbers(7)
    for (let round = 0; round < 300; round++) {
      const policy = Array.from({ length: 5 }, (_, index) => randomRule(`r${index}`, random))
      const request = { operations: [randomOperation(random)], connection: 'shop' }
      const { effect, rule: decider } = evaluate(policy, request, agent)
      expect(explain(policy, request, agent)).toMatchObject([{ effect, rule: decider }])
    }
  })
})

function randomRule(id: string, random: () => number): Rule {
  return rule(id, {
    verbs: some(['read', 'insert', 'delete', 'unknown', 'session'], random),
    resources: some(['shop.public.*', 'shop.**', '**.orders'], random),
    groups: some(['agents', 'engineers'], random),
    conditions: some(['no-where'], random),
    effect: (['allow', 'hold', 'deny'] as const)[pick(random, 3)] ?? 'deny',
    mode: pick(random, 4) === 0 ? 'observe' : 'enforce',
    requirements: some(['owners'], random).map((group) => ({ group, count: 1 + pick(random, 2) })),
  })
}

function randomOperation(random: () => number): Operation {
  const verb = (['read', 'insert', 'delete', 'unknown', 'session'] as const)[pick(random, 5)] ?? 'read'
  return operation(
    verb,
    ['orders', 'items'][pick(random, 2)] ?? 'orders',
    ...some(['no-where'] as const, random),
  )
}

function some<T>(all: readonly T[], random: () => number): readonly T[] {
  return all.filter(() => pick(random, 3) === 0)
}

function shuffle<T>(list: readonly T[], random: () => number): readonly T[] {
  return list
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value)
}

function pick(random: () => number, count: number): number {
  return Math.floor(random() * count)
}

/** The same numbers in every run (a linear congruential generator, Numerical Recipes' constants). */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
