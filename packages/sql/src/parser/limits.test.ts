import { SallyportError } from '@sallyport/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { cpuTimeOf } from '../cpu-time.fixture'
import { analyse, loadParser } from '../index'
import { shop } from '../shop.fixture'
import { exceedsLimits } from './limits'

beforeAll(loadParser)

const many = (text: string, count: number) => text.repeat(count)

/** Each of them ends the parser, or holds it for seconds to minutes, when it is let through. */
const KILLERS: Readonly<Record<string, string>> = {
  'a sum of 10,000': `select 1${many('+1', 10_000)}`,
  'a sum of 8,000 over lines': `select 1${many('\n+ a', 8_000)}`,
  '2,000 sub-selects': `select ${many('(select ', 2_000)}1${many(')', 2_000)}`,
  '2,000 sub-selects in FROM': `${many('select * from (', 2_000)}select 1${many(') x', 2_000)}`,
  '8,000 casts': `select 1${many('::int', 8_000)}`,
  '8,000 NOTs': `select ${many('not ', 8_000)}true`,
  '8,000 minus signs': `select ${many('- ', 8_000)}a`,
  '12,000 UNIONs': `select 1${many(' union select 1', 12_000)}`,
  '12,000 UNIONs with commas': `select 1, 2${many(' union select 1, 2', 12_000)}`,
  '8,000 joins': `select * from a${many(' cross join a', 8_000)}`,
  '8,000 IS NULLs': `select a${many(' is null', 8_000)}`,
  '6,000 collations': `select a${many(' collate "C"', 6_000)}`,
  '5,000 parentheses': `select ${many('(', 5_000)}1${many(')', 5_000)}`,
  '5,000 brackets': `select ${many('array[', 5_000)}1${many(']', 5_000)}`,
  '5,000 functions': `select ${many('lower(', 5_000)}'x'${many(')', 5_000)}`,
  '5,000 CASEs': `select ${many('case when true then ', 5_000)}1${many(' end', 5_000)}`,
  '5,000 WITHs': `${many('with a as (', 5_000)}select 1${many(') select 1', 5_000)}`,
  'sums in parentheses, one in the other': `select ${many('(', 150)}1${many(`${many('+1', 15)})`, 150)}`,
  '100,000 comment starts': `select 1 ${many('/*', 100_000)}`,
  '100,000 comment starts, ended': `select 1 ${many('/*', 100_000)}${many('*/', 100_000)}`,
  '40,000 comments': `select 1 ${many('/**/', 40_000)}`,
  'an operator of 100,000 plus signs': `select 1 ${many('+', 100_000)} 1`,
  'an operator of mixed signs': `select 1 ${many('+-*', 30_000)} 1`,
  'parentheses behind a string that looks open': `select E'\\'', ${many('(select ', 2_000)}1${many(')', 2_000)}`,
  'parentheses behind a continued string': `select E'a'\n'\\'', ${many('(select ', 2_000)}1${many(')', 2_000)}`,
  'parentheses behind a dollar quote': `select $a$ ' $b$ $a$, ${many('(select ', 2_000)}1${many(')', 2_000)}`,
  'two megabytes': `select '${many('x', 2_000_000)}'`,
  '300,000 numbers': `select 1${many(',1', 300_000)}`,
  '5,000 statements': many('select 1;', 5_000),
  'a NUL': 'select 1\0; drop table customers',
  'half a character': "select '\ud800'",
}

describe.each(Object.entries(KILLERS))('%s', (_, text) => {
  it('is unknown, at once, forty times, and the parser still answers', () => {
    const unknown = [{ kind: 'unknown', operations: [{ verb: 'unknown' }], outputs: null }]
    expect(cpuTimeOf(() => expect(analyse(text, shop).statements).toMatchObject(unknown))).toBeLessThan(400)
    for (let round = 1; round < 40; round++) analyse(text, shop)
    expect(analyse('select 1', shop).statements).toMatchObject([{ kind: 'SelectStmt' }])
  })
})

describe('what is large and ordinary passes', () => {
  it.each([
    [
      '10,000 rows of an INSERT',
      `insert into public.orders values ${many("(1, 'two', 3.0, null),", 9_999)}(1, 'two', 3, null)`,
    ],
    ['20,000 numbers of IN', `select * from customers where id in (1${many(',1', 20_000)})`],
    ['900 alternatives', `select * from customers where id = 1${many(' or id = 1', 900)}`],
    ['900 conditions', `select * from customers where id = 1${many(' and name = $1', 900)}`],
    ['500 columns', `select ${many('c.email as email_of_customer, ', 499)}1 from customers c`],
    [
      '30 joins',
      `select * from customers c0${many(' join public.orders o on o.customer_id = c0.id and o.total > 1', 30)}`,
    ],
    ['100 parentheses', `select ${many('(', 100)}1${many(')', 100)}`],
    ['500 KB of text', `select '${many('((((++++/* ', 45_000).replaceAll('/*', '')}'`],
    ['a body full of signs', `do $$ ${many('begin ((( --------- /* ', 500)} $$`],
    ['lines of dashes', `${many(`${'-'.repeat(200)}\n`, 200)}select 1`],
    ['a box of stars', `/*${many('*', 5_000)}/ select 1`],
    ['500 statements', many('select 1;', 500)],
    ['half a thousand comments', `select 1 ${many('/* x */ -- y\n', 500)}`],
  ])('%s', (_, text) => {
    expect(exceedsLimits(text)).toBeNull()
    const read = () => expect(analyse(text, shop).statements[0]?.kind).not.toBe('unknown')
    expect(cpuTimeOf(read)).toBeLessThan(1000)
  })
})

describe('the worst that passes', () => {
  it.each([
    ['nested sub-selects', `select ${many('(select ', 190)}1${many(')', 190)}`],
    ['a sum', `select 1${many('+1', 1990)}`],
    ['NOTs', `select ${many('not ', 1990)}true`],
    ['UNIONs', `select 1${many(' union select 1', 990)}`],
    ['joins', `select * from a${many(' cross join a', 650)}`],
    ['sub-selects in FROM', `${many('select * from (', 190)}select 1${many(') x', 190)}`],
  ])('of %s does not harm the parser, sixty times', (_, text) => {
    for (let round = 0; round < 60; round++) {
      expect(analyse(`${text} -- ${round}`, shop).statements[0]?.kind).toBe('SelectStmt')
    }
  })
})

describe('the empty query', () => {
  it.each([[''], [' \n'], ['-- nothing'], [';;'], ['/* nothing */']])('%j has no statements', (text) => {
    expect(analyse(text, shop).statements).toEqual([])
  })
})

describe('a syntax error', () => {
  it.each([
    ['says where it is', 'selec 1', 1],
    ['counts characters, not bytes', "select 'é😀' from from x", 18],
    ['comes from a byte order mark', '\ufeffselect 1', 1],
    ['may be at the end', 'select 1 +', 11],
  ])('%s', (_, text, position) => {
    const failure = expect.objectContaining({ code: 'SYNTAX_ERROR', position })
    expect(() => analyse(text, shop)).toThrow(failure)
    expect(() => analyse(text, shop)).toThrow(SallyportError)
  })
})
