import type { Identity, Operation, Rule } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate'
import { rule } from './rule.fixture'

const agent: Identity = { id: 'i1', kind: 'agent', name: 'agent', groups: [] }
const TABLE = 'shop.public.customers'

function read(columns?: readonly string[], parts: Partial<Operation> = {}): Operation {
  return { verb: 'read', resource: TABLE, conditions: [], ...(columns && { columns }), ...parts }
}

function decide(rules: readonly Rule[], ...operations: readonly Operation[]) {
  const classesOf = (column: string) => (column === `${TABLE}.ssn` ? (['ssn'] as const) : [])
  const { effect, rule: by } = evaluate(rules, { operations, connection: 'shop', classesOf }, agent)
  return [effect, by?.id ?? null]
}

const table = rule('table', { resources: [TABLE] })
const noSsn = rule('no-ssn', { resources: [`${TABLE}.ssn`], effect: 'deny' })
const anyEmail = rule('any-email', { resources: ['**.email'], effect: 'hold' })
const names = rule('names', { resources: [`${TABLE}.id`, `${TABLE}.name`] })
const emails = rule('emails', { resources: [`${TABLE}.em*`] })

describe('a rule that names a column', () => {
  it.each([
    ['denies where it is read', [table, noSsn], read(['id', 'ssn']), 'deny', 'no-ssn'],
    ['is silent where it is not', [table, noSsn], read(['id', 'name']), 'allow', 'table'],
    ['is silent where rows are only counted', [table, noSsn], read([]), 'allow', 'table'],
    ['denies where it may be read', [table, noSsn], read(), 'deny', 'no-ssn'],
    ['may name it in any table', [table, anyEmail], read(['email']), 'hold', 'any-email'],
    ['allows what it names', [names], read(['id', 'name']), 'allow', 'names'],
    ['allows nothing else', [names], read(['id', 'phone']), 'deny', null],
    ['allows to count', [names], read([]), 'allow', 'names'],
    ['allows nothing that cannot be told', [names], read(), 'deny', null],
    ['allows together with others', [names, emails], read(['id', 'email']), 'allow', 'emails'],
    ['holds only what the rest allows', [anyEmail], read(['email', 'id']), 'deny', null],
    [
      'says nothing about the table itself',
      [table, noSsn],
      read(undefined, { verb: 'drop' }),
      'allow',
      'table',
    ],
    [
      'takes no dot within a name for a separator',
      [rule('odd', { resources: [`${TABLE}.a.b`] })],
      read(['a.b']),
      'deny',
      null,
    ],
    [
      'may be a regular expression',
      [table, rule('re', { resources: ['/shop\\.public\\.customers\\.(ssn|card)/'], effect: 'deny' })],
      read(['card']),
      'deny',
      're',
    ],
  ] as const)('%s', (_, rules, asked, effect, by) => {
    expect(decide(rules, asked)).toEqual([effect, by])
    expect(decide([...rules].reverse(), asked)).toEqual([effect, by])
  })
})

describe('a rule that names a class of data', () => {
  const ssn = rule('ssn', { dataClasses: ['ssn'], effect: 'hold' })

  it.each([
    ['holds where such a column is read', read(['id', 'ssn']), 'hold', 'ssn'],
    ['is silent elsewhere', read(['id']), 'allow', 'table'],
    ['holds where it cannot be told', read(), 'hold', 'ssn'],
    ['is not about what is done to the table', read(undefined, { verb: 'define' }), 'allow', 'table'],
  ] as const)('%s', (_, asked, effect, by) => {
    expect(decide([table, ssn], asked)).toEqual([effect, by])
  })

  it('allows nothing where no column is known to hold it', () => {
    const allowed = rule('allowed', { dataClasses: ['ssn'] })
    expect(decide([allowed], read(['ssn']))).toEqual(['allow', 'allowed'])
    expect(decide([allowed], read(['ssn', 'id']))).toEqual(['deny', null])
    expect(decide([allowed], read())).toEqual(['deny', null])
  })
})

describe('what happens on the way', () => {
  const via = 'shop.public.contacts'
  const view = rule('view', { resources: [via] })
  const reading = read(['ssn'], { via, isImplied: true })

  it('is read without a rule of its own', () => {
    expect(decide([view], read(['ssn'], { resource: via }), reading)).toEqual(['allow', 'view'])
  })

  it('is not read against a rule', () => {
    expect(decide([view, noSsn], read(['ssn'], { resource: via }), reading)).toEqual(['deny', 'no-ssn'])
  })

  it.each(['insert', 'update', 'delete', 'define', 'admin', 'unknown'] as const)(
    'is no %s without a rule of its own',
    (verb) => {
      expect(decide([view], read([], { resource: via }), read(undefined, { verb, via }))).toEqual([
        'deny',
        null,
      ])
    },
  )
})
