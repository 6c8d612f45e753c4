import type { Hours, Identity, Operation } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { evaluate, explain, isOpen, problemOf } from './index'
import { rule } from './rule.fixture'

const agent: Identity = { id: 'i1', kind: 'agent', name: 'agent', groups: [], origin: 'delegated-agent' }
const read: Operation = { verb: 'read', resource: 'shop.public.orders', conditions: ['always-true'] }

describe('outside of the hours', () => {
  const office: Hours = { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }
  const night: Hours = { timeZone: 'Asia/Kolkata', days: [5], from: '22:00', to: '06:00' }
  const deny = (outsideHours: Hours) => rule('late', { outsideHours, effect: 'deny' })
  const effectAt = (hours: Hours, time: string) =>
    evaluate(
      [rule('all', {}), deny(hours)],
      { operations: [read], connection: 'shop', at: Date.parse(time) },
      agent,
    ).effect

  it.each([
    ['on a working day in summer', office, '2026-07-01T06:00:00Z', 'allow'],
    ['a minute too early', office, '2026-07-01T05:59:00Z', 'deny'],
    ['in winter time', office, '2026-12-01T06:30:00Z', 'deny'],
    ['at the end', office, '2026-07-01T16:00:00Z', 'deny'],
    ['on a Sunday', office, '2026-07-05T10:00:00Z', 'deny'],
    ['behind midnight', night, '2026-07-03T22:00:00Z', 'allow'],
    ['before midnight of the next day', night, '2026-07-04T17:00:00Z', 'deny'],
    [
      'in a time zone that does not exist',
      { ...office, timeZone: 'Mars/Base' },
      '2026-07-01T10:00:00Z',
      'deny',
    ],
  ])('%s', (_, hours, time, effect) => {
    expect(effectAt(hours, time)).toBe(effect)
  })

  it('allows nothing at a time that is not told', () => {
    const request = { operations: [read], connection: 'shop' }
    expect(evaluate([rule('late', { outsideHours: office })], request, agent).effect).toBe('deny')
    expect(isOpen([rule('late', { outsideHours: office })], 'shop', agent)).toBe(true)
  })
})

describe('origin', () => {
  it.each([
    ['delegated-agent', agent, 'allow'],
    ['autonomous-agent', agent, 'deny'],
    ['unknown', { id: 'i2', kind: 'person', name: 'p', groups: [] }, 'allow'],
  ] as const)('%s', (origin, who, effect) => {
    const request = { operations: [read], connection: 'shop' }
    expect(evaluate([rule('one', { origins: [origin] })], request, who).effect).toBe(effect)
  })
})

describe('regular expressions', () => {
  it('have to fit the whole name', () => {
    const decide = (pattern: string) =>
      evaluate([rule('re', { resources: [pattern] })], { operations: [read], connection: 'shop' }, agent)
        .effect
    expect(decide('/shop\\.public\\.(orders|items)/')).toBe('allow')
    expect(decide('/public/')).toBe('deny')
    expect(decide('/(/')).toBe('deny')
  })

  it('say what is wrong with them', () => {
    expect(problemOf('/(?=x)/')).toContain('RE2')
    expect(problemOf('/a+/')).toBeNull()
    expect(problemOf('a.**')).toBeNull()
  })

  it('take no time that grows with the name', () => {
    const resource = `${'a'.repeat(100_000)}!`
    const rules = [rule('re', { resources: ['/(a+)+b/'] })]
    const operations = [{ ...read, resource }]
    expect(evaluate(rules, { operations, connection: 'shop' }, agent).effect).toBe('deny')
  })
})

describe('an explanation', () => {
  it('says of each rule why it has no say', () => {
    const office: Hours = { timeZone: 'UTC', days: [1], from: '08:00', to: '18:00' }
    const rules = [
      rule('connection', { connections: ['other'] }),
      rule('kind', { kinds: ['person'] }),
      rule('origin', { origins: ['person'] }),
      rule('group', { groups: ['staff', 'ops'] }),
      rule('identity', { identities: ['Ada'] }),
      rule('hours', { outsideHours: office }),
      rule('verb', { verbs: ['drop', 'define'] }),
      rule('resource', { resources: ['shop.public.customers'] }),
      rule('class', { dataClasses: ['ssn'] }),
      rule('condition', { conditions: ['no-where'] }),
      rule('watch', { mode: 'observe', effect: 'hold' }),
      rule('all', {}),
    ]
    const request = {
      operations: [{ ...read, columns: ['id'] }],
      connection: 'shop',
      at: Date.parse('2026-11-23T10:00Z'),
    }
    const [explanation] = explain(rules, request, agent)
    expect(explanation?.reason).toBe('"all" allows read on shop.public.orders')
    expect(explanation?.rules.map(({ rule: { id }, reason }) => `${id}: ${reason}`)).toEqual([
      'connection: it is about the connection other only',
      'kind: it is about people only',
      'origin: it is about requests from the origin person only',
      'group: it is about members of staff or ops only',
      'identity: it is about Ada only',
      'hours: it applies only outside of 08:00–18:00',
      'verb: it is about drop or define, not read',
      'resource: shop.public.orders is not shop.public.customers',
      'class: no ssn is read or written',
      'condition: it asks for no-where',
      'watch: it covers this, and is only observed',
      'all: it covers this, and decides',
    ])
  })

  it('says that nothing speaks for it', () => {
    const [explanation] = explain([], { operations: [read], connection: 'shop' }, agent)
    expect(explanation).toMatchObject({ effect: 'deny', reason: 'no rule allows read on shop.public.orders' })
  })
})
