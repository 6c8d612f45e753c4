import type { MaskingRule, Operation } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { hideLiterals, SearchableTexts } from './searchable-text'

describe('hideLiterals', () => {
  it.each([
    ["SELECT * FROM c WHERE email = 'ada@example.com'", "SELECT * FROM c WHERE email = '***'"],
    ["SELECT 'it''s', E'a\\'b', U&'\\0041', B'01', X'ff'", "SELECT '***', '***', '***', '***', '***'"],
    ['SELECT $tag$ one $$ two $tag$, $$three$$', "SELECT '***', '***'"],
    ['WHERE ssn = 123456789 LIMIT 10', 'WHERE ssn = *** LIMIT ***'],
    ['SELECT 1e5, 0x1F, 1_000.5', 'SELECT ***, ***, ***'],
    ['SELECT $1, t1.c2, "a 1""b" -- 4111111111111111', 'SELECT $1, t1.c2, "a 1""b" -- ***'],
    ['SELECT /* ada */ x', 'SELECT /* *** */ x'],
    ["SELECT 'never ends", "SELECT '***'"],
    ['SELECT $x$ never ends $y$', "SELECT '***'"],
    ['SELECT x /* never ends', 'SELECT x /* *** */'],
  ])('makes of %s', (text, hidden) => {
    expect(hideLiterals(text)).toBe(hidden)
  })

  it('takes time in the order of the text', () => {
    const text = `${"'".repeat(99_999)}${'$a'.repeat(50_000)}${'"'.repeat(99_999)}`
    expect(hideLiterals(text).length).toBeLessThanOrEqual(text.length + 10)
  })
})

describe('a text in the index', () => {
  const rule: MaskingRule = {
    id: 'm',
    name: 'm',
    connections: ['shop'],
    groups: ['nobody'],
    columns: ['**.customers.email'],
    detectors: ['card'],
    dataClass: 'email',
    operator: 'redact',
  }
  const read = (resource: string, columns?: readonly string[]): Operation => ({
    verb: 'read',
    resource,
    conditions: [],
    ...(columns && { columns }),
  })
  const texts = new SearchableTexts([rule], 'shop')
  const text = "SELECT x FROM t WHERE y = 'ada'"
  const hidden = "SELECT x FROM t WHERE y = '***'"

  it.each([
    ['a masked column', [read('shop.public.customers', ['id', 'email'])], hidden],
    ['columns that are not known, of a table with a masked one', [read('shop.public.customers')], hidden],
    ['what is not understood', [{ verb: 'unknown', resource: '*', conditions: [] } as const], hidden],
    ['another table', [read('shop.public.orders', ['id'])], text],
    ['no masked column', [read('shop.public.customers', ['id'])], text],
    ['nothing', [], text],
  ])('of a statement that touches %s', (_, operations, shown) => {
    expect(texts.of(text, operations)).toBe(shown)
  })

  it('has no value that a detector finds, whatever it touches', () => {
    expect(texts.of("SELECT '4111 1111 1111 1111'", [])).not.toContain('1111')
  })

  it('is left alone where the rule does not apply', () => {
    expect(new SearchableTexts([rule], 'other').of(text, [read('shop.public.customers')])).toBe(text)
  })
})
