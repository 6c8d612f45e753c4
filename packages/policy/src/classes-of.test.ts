import type { MaskingRule } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { classesOf } from './classes-of'

const rule = (columns: string[], dataClass: MaskingRule['dataClass'], connections: string[] = []) =>
  ({
    id: dataClass,
    name: dataClass,
    connections,
    groups: [],
    columns,
    detectors: [],
    dataClass,
    operator: 'redact',
  }) as unknown as MaskingRule

const rules = [
  rule(['**.customers.email'], 'email'),
  rule(['shop.public.customers.*'], 'name'),
  rule(['**.ssn'], 'ssn', ['other-*']),
]

describe('the classes of a column', () => {
  it.each([
    ['shop.public.customers.email', ['email', 'name']],
    ['shop.public.customers.id', ['name']],
    ['shop.archive.customers.email', ['email']],
    ['shop.public.orders.id', []],
    ['shop.archive.people.ssn', []],
  ])('%s: %j on this connection', (column, classes) => {
    expect(classesOf(rules, 'shop')(column)).toEqual(classes)
  })

  it('are another connection’s own', () => {
    expect(classesOf(rules, 'other-shop')('shop.archive.people.ssn')).toEqual(['ssn'])
  })
})
