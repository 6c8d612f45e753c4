import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { SallyportError } from '@sallyport/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { gw, readAttacks } from '../attacks.fixture'
import type { Catalogue } from '../catalogue'
import { analyse, analyseKnown, loadParser } from '../index'
import { shop } from '../shop.fixture'
import { Shape } from './shape'

beforeAll(loadParser)

const bytesOf = (text: string) => new TextEncoder().encode(text)
const known = (text: string, catalogue: Catalogue) => {
  const bytes = bytesOf(`--${text}--`) // from the middle of a message
  return analyseKnown(bytes, 2, bytes.length - 2, catalogue, isUtf8)
}

/** The analysis by a catalogue that has seen nothing yet, or the error that it throws. */
function afresh(text: string, catalogue: Catalogue): unknown {
  try {
    return analyse(text, { ...catalogue })
  } catch (error) {
    if (error instanceof SallyportError) return error.code
    throw error
  }
}

/** Every text in quotes of the tests beside us is a statement, or nearly one. */
const OURS = [
  '../operations.test.ts',
  '../lineage.test.ts',
  '../operations/conditions.test.ts',
  '../attacks.test.ts',
]
  .flatMap(
    (file) => readFileSync(new URL(file, import.meta.url), 'utf8').match(/(['"`])(?:\\.|(?!\1).)+\1/g) ?? [],
  )
  .map((quoted) => quoted.slice(1, -1).replaceAll("\\'", "'"))
  .filter((text) => text.includes(' '))
const CONDITIONS = [
  'id = 5',
  '1 = 1',
  'id = 5 or 1 = 1',
  "name like 'x%'",
  "name like '%'",
  "'a' = 'b'",
  '5 > 3',
  'id + 1 = id + 2',
  'abs(id + 1) = abs(id + 1)',
  'id in (1, 2)',
  'id in (id, 3)',
  '-1 = 1',
  'id > - 7',
  'id between 1 and 2',
  "name ~ '.*'",
  'id = 1 or id <> 1',
  'id is null or 5 is null',
  "true and 'x' < 'y'",
  "id = any ('{1,2}')",
  'id = 1.5',
  "'t'",
  '0',
].flatMap((condition) => [
  `delete from orders where ${condition}`,
  `update orders set total = 3 where ${condition}`,
])
const QUERIES = [
  'select abalance from pgbench_accounts where aid = 123',
  "select nextval('orders_id_seq')",
  'select * from orders limit 5',
  "select set_config('search_path', 'x', false)",
  "insert into orders values (1, 2, 3.5, 'Grüße'), (-4, 5, 6, '')",
  "select 'orders'::regclass, interval '1 day', date '2020-01-01'",
  'set statement_timeout = 5',
  "set client_encoding to 'latin1'",
  'select $1, a$1, 1 from orders o where "x 1" = 2',
  'fetch 5 from c',
  'update orders set total = total + -1234',
  "copy orders to stdout (format 'csv')",
  "comment on table orders is 'x'",
  "notify c, 'y'",
  'select 12345678901, 1e5, 0x1F',
  "select 'a'\n'b'",
  'prepare p as select 1',
  "execute p (1, 'x')",
]
const ATTACKS = readAttacks().flatMap(({ texts }) => texts)
/** What a literal could be, so that it would matter what it is. */
const VALUES = [
  '1',
  '0',
  '7',
  '-3',
  '1.5',
  "'x'",
  "'%'",
  "'.*'",
  "'t'",
  "''",
  "'off'",
  "'public.orders'",
  "'a''b'",
  "'ü'",
]

describe('a text of a known shape', () => {
  it.each([
    ['shop', shop, [...OURS, ...CONDITIONS, ...QUERIES]],
    ['gw', gw, ATTACKS],
  ] as const)(
    'is told what the parser would tell of it, whatever its literals are (%s)',
    (_, catalogue, texts) => {
      let served = 0
      for (const text of texts) {
        const learning = { ...catalogue }
        try {
          analyse(text, learning)
        } catch (error) {
          if (!(error instanceof SallyportError)) throw error
        }
        for (const variant of [text, ...variantsOf(text)]) {
          const found = known(variant, learning)
          if (!found) continue
          served += 1
          expect([variant, found]).toEqual([variant, afresh(variant, catalogue)])
        }
      }
      expect(served).toBeGreaterThan(texts.length > 0 ? 100 : -1)
    },
  )

  it.each([
    'select abalance from pgbench_accounts where aid = 1;',
    "insert into orders values (1, 2, 3.5, 'x')",
    "update orders set status = 'x' where id = 1",
    'delete from orders where id = 1 and total > 2',
    'update orders set total = total + -1 where id = 1',
    'select * from orders limit 5',
    'begin',
    "select * from customers where name = 'Jürgen'",
  ])('is not parsed again: %s', (text) => {
    const learning = { ...shop }
    const analysis = analyse(text, learning)
    expect(known(text.replaceAll(/\d+/g, '77').replace("'x'", "'it''s'"), learning)).toBe(analysis)
  })

  it.each([
    'delete from orders where 5 = 6',
    "delete from orders where name like 'x'",
    "select nextval('orders_id_seq')",
    "select set_config('application_name', 'x', false)",
    'set statement_timeout = 5',
    "copy orders to stdout (format 'csv')",
    "notify c, 'y'",
    "select 'a'\n'b'",
    'select 1 /* x */',
    'select 1 -- x',
    "select E'x'",
    "select U&'x'",
    'select U&"x"',
    "select b'1'",
    'select $a$x$a$',
    "select 'a\\b'",
    'select 1e5',
    'select 0x1F',
    'select 1_000',
    'select .5',
    'select é',
  ])('is parsed each time where its literals matter, or it is unusual: %s', (text) => {
    const learning = { ...shop }
    analyse(text, learning)
    expect(known(text, learning)).toBeNull()
  })

  it('has one analysis, also where a text is given', () => {
    const learning = { ...shop }
    expect(analyse('select 2 from orders', learning)).toBe(analyse('select 1 from orders', learning))
  })

  it('is forgotten with its catalogue', () => {
    analyse('select 1 from orders', shop)
    expect(known('select 2 from orders', shop)).not.toBeNull()
    expect(known('select 2 from orders', { ...shop })).toBeNull()
  })

  it('is parsed when it is not UTF-8', () => {
    analyse("select 'ü'", shop)
    const bytes = Uint8Array.from([...bytesOf("select '"), 0xff, 0x27])
    expect(analyseKnown(bytes, 0, bytes.length, shop, isUtf8)).toBeNull()
  })
})

describe('Shape', () => {
  const read = (text: string) => {
    const shape = new Shape()
    if (!shape.read(bytesOf(text), 0, bytesOf(text).length)) return null
    return Array.from(
      shape.bytes.subarray(0, shape.size),
      (byte) => ' #%?'[byte] ?? String.fromCharCode(byte),
    ).join('')
  }

  it.each([
    ['select 1', 'select #'],
    ["select 'it''s', 1.5, 22", 'select ?, %, #'],
    ['select a1, "b 2", $3', 'select a1, "b 2", $3'],
    ['select 1234567890', 'select 1234567890'],
    ['a=-1', 'a=-#'],
  ])('of %s is %s', (text, shape) => {
    expect(read(text)).toBe(shape)
  })

  it('has no unclosed string', () => {
    expect(read("select 'x")).toBeNull()
    expect(read("select 'x''")).toBeNull()
    expect(read('select "x')).toBeNull()
  })
})

/** The text with each of its literals replaced, one at a time, and with all of them alike. */
function variantsOf(text: string): string[] {
  const literal = /'(?:[^']|'')*'|(?<![\w$.])\d+(?:\.\d+)?/g
  const found = [...text.matchAll(literal)].slice(0, 6)
  return VALUES.flatMap((value) => [
    text.replaceAll(literal, () => value),
    ...found.map(({ index, 0: old }) => text.slice(0, index) + value + text.slice(index + old.length)),
  ])
}
