import { SallyportError } from '@sallyport/core'
import { beforeAll, expect, it } from 'vitest'
import { gw } from './attacks.fixture'
import { analyse, loadParser } from './index'

beforeAll(loadParser)

/** Numbers that are the same in every run: Mulberry32. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** Statements as words; those that begin with @ are names, which can be written in several ways. */
const STATEMENTS = [
  'delete from @gw . @victim',
  "update @gw . @victim set v = 'x'",
  'truncate @gw . @victim',
  'drop table @gw . @victim',
  'with d as ( delete from @gw . @victim returning id ) select * from d',
  'select @gw . @cleanup ( )',
  'explain analyze delete from @gw . @victim where 1 = 1',
  'insert into @gw . @orders select * from @gw . @orders',
]
/** What may stand between two words and mean nothing. */
const GAPS = [' ', '\t', '\n', '\r\n', '\f', ' /* x */ ', '/* /* nested */ ; */', "/*'*/", '/*"*/', '/*$$*/']
const LINE_GAPS = ["-- it's\n", '-- /*\n', '-- $$\r', '--\n']
/** A statement of its own before it, whose end a careless reader takes to be elsewhere. */
const BEFORE = [
  '',
  "select '\\';",
  "select E'\\'';",
  "select E'\\\\';",
  "select 'it''s';",
  "select e'a'\n'\\';';",
  "select U&'\\0027';",
  "select U&'!0027' uescape '!';",
  'select $$ ; $ $$;',
  'select $a$ $$ $b$ ; $a$;',
  "select $a$'$a$;",
  'select 1 as "a;""b";',
  'select 1 as U&"\\003b";',
  "select B'1', X'1f', N';';",
  "select '/*';",
  "select '--';",
  "select '';",
  "select ';';",
  "select 'é😀';",
  'select 1 /* ; */;',
  'select 1 -- ;\n;',
  "select 'a'\n   '\\';",
]
/** And behind it. */
const BEHIND = [
  '',
  ';',
  ' -- x',
  ' /* x */',
  "; select '\\'",
  ' /* /* x */ */;',
  "; select $q$ ' $q$",
  '\n;\n;',
]

function written(statement: string, pick: (below: number) => number): string {
  const words = statement
    .split(' ')
    .map((word) => (word.startsWith('@') ? nameOf(word.slice(1), pick) : caseOf(word, pick)))
  return words.reduce((text, word) => text + gap(pick) + word)
}

function gap(pick: (below: number) => number): string {
  const gaps = pick(5) === 0 ? LINE_GAPS : GAPS
  return gaps[pick(gaps.length)] ?? ' '
}

function nameOf(name: string, pick: (below: number) => number): string {
  const escaped = Array.from(name)
    .map((letter) => `\\${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
  const long = Array.from(name)
    .map((letter) => `\\+${letter.charCodeAt(0).toString(16).padStart(6, '0')}`)
    .join('')
  const ways = [name, name.toUpperCase(), `"${name}"`, `U&"${escaped}"`, `u&"${long}"`, `U&"${name}"`]
  return ways[pick(ways.length)] ?? name
}

function caseOf(word: string, pick: (below: number) => number): string {
  if (word.startsWith("'")) return word
  return Array.from(word)
    .map((letter) => (pick(2) ? letter.toUpperCase() : letter))
    .join('')
}

/** 'verb resource', each once; null: a syntax error, which runs nowhere. */
function doneBy(text: string): ReadonlySet<string> | null {
  try {
    const operations = analyse(text, gw).statements.flatMap((statement) => statement.operations)
    return new Set(operations.map(({ verb, resource }) => `${verb} ${resource}`))
  } catch (error) {
    if (error instanceof SallyportError && error.code === 'SYNTAX_ERROR') return null
    throw error
  }
}

it.each(STATEMENTS)('is never less than it is, however it is written: %s', (statement) => {
  const plain = doneBy(statement.replaceAll('@', '')) ?? new Set()
  let understood = 0
  for (let seed = 1; seed <= 250; seed++) {
    const pick = randomOf(seed)
    const text = `${BEFORE[pick(BEFORE.length)] ?? ''}${written(statement, pick)}${BEHIND[pick(BEHIND.length)] ?? ''}`
    const done = doneBy(text)
    if (done === null || [...done].some((each) => each.startsWith('unknown'))) continue
    understood++
    expect(
      [...plain].filter((each) => !done.has(each)),
      JSON.stringify(text),
    ).toEqual([])
  }
  expect(understood).toBeGreaterThan(200) // else it proves nothing
})

it.each([
  ['within a string', "select '; delete from gw.victim'"],
  ['within an escape string', "select E'\\'; delete from gw.victim; --'"],
  ['within a dollar quote', 'select $$; delete from gw.victim$$'],
  ['within a dollar quote that another is in', 'select $a$ $$; delete from gw.victim; $$ $a$'],
  ['within a name', 'select 1 as "; delete from gw.victim"'],
  ['within a comment', 'select 1 /* /* */ ; delete from gw.victim */'],
])('is nothing %s', (_, text) => {
  expect([...(doneBy(text) ?? [])]).toEqual(['session gwsec.statement.SelectStmt'])
})

it.each([
  ['9 MB of comment', `/*${'x'.repeat(9 * 1024 * 1024)}*/ delete from gw.victim`],
  ['10,000 levels', `select ${'('.repeat(10_000)}1${')'.repeat(10_000)}; delete from gw.victim`],
  ['a NUL', 'select 1\0; delete from gw.victim'],
  ['a NUL at its end', 'delete from gw.victim\0'],
])('is unknown behind %s', (_, text) => {
  expect([...(doneBy(text) ?? [])].every((each) => each.startsWith('unknown'))).toBe(true)
})
