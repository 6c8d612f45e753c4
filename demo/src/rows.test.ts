import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isLuhnValid } from './luhn'
import { DEMO_SEED, demoRows } from './rows'

const rows = demoRows()
const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

describe('demoRows', () => {
  it('gives the same rows for the same seed, on every machine', () => {
    expect(hash(rows)).toBe('406610f72a85e1be2db76e0e17006b68bcfb6e83e1dff94105c5020a9f8517a5')
    expect(hash(demoRows(DEMO_SEED))).toBe(hash(rows))
    expect(hash(demoRows(DEMO_SEED + 1))).not.toBe(hash(rows))
  })

  it('holds some 50,000 rows', () => {
    const total = Object.values(rows).reduce((sum, table) => sum + table.length, 0)
    expect(total).toBeGreaterThan(48_000)
    expect(total).toBeLessThan(52_000)
  })

  it('gives every card a valid check digit', () => {
    const cards = rows.customers.flatMap(({ card_number }) => card_number ?? [])
    expect(cards.length).toBeGreaterThan(7000)
    expect(cards.filter((card) => !isLuhnValid(card))).toEqual([])
  })

  it('gives every customer and employee an address of their own', () => {
    const emails = [...rows.customers, ...rows.employees].map(({ email }) => email)
    expect(new Set(emails).size).toBe(emails.length)
  })

  it('hides cards, numbers and addresses in notes, profiles and tags', () => {
    const notes = rows.customers.map(({ notes }) => notes ?? '')
    for (const hidden of [
      /\b(\d{4} ){3}\d{3,4}\b/,
      /\b\d{15,16}\b/,
      /SSN \d{3}-\d{2}-\d{4}/,
      /\S+@\S+/,
      /\+1-\d{3}-555-01/,
    ]) {
      expect(notes.filter((note) => hidden.test(note)).length).toBeGreaterThan(100)
    }
    const nested = rows.customers.filter(({ profile }) => /"referrals":\[{.*@/.test(JSON.stringify(profile)))
    expect(nested.length).toBeGreaterThan(1000)
    expect(rows.customers.filter(({ tags }) => tags.some((tag) => tag.includes('@'))).length).toBeGreaterThan(
      50,
    )
  })

  it('refers only to what exists', () => {
    const ids = (table: readonly { readonly id: number }[]) => new Set(table.map(({ id }) => id))
    const [customers, products, orders, employees] = [
      rows.customers,
      rows.products,
      rows.orders,
      rows.employees,
    ].map(ids)
    expect(
      rows.orders.filter((order) => !customers?.has(order.customer_id) || !products?.has(order.product_id)),
    ).toEqual([])
    expect(rows.payments.filter((payment) => !orders?.has(payment.order_id))).toEqual([])
    expect(
      rows.employees.filter(({ manager_id }) => manager_id !== null && !employees?.has(manager_id)),
    ).toEqual([])
    expect(rows.employees.filter(({ manager_id }) => manager_id === null)).toHaveLength(1)
  })
})

describe('isLuhnValid', () => {
  it.each(['4242424242424242', '5555555555554444', '378282246310005'])('accepts %s', (card) => {
    expect(isLuhnValid(card)).toBe(true)
  })

  it.each(['4242424242424241', '4242424242424224', '0', ''])('refuses %j', (card) => {
    expect(isLuhnValid(card)).toBe(false)
  })
})
