import { SallyportError } from '@sallyport/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { gw, readAttacks } from './attacks.fixture'
import { analyse, loadParser } from './index'

beforeAll(loadParser)

/** Under "reading is allowed": whether every statement of the text would pass. A syntax error passes nothing. */
function passes(text: string): boolean {
  try {
    const operations = analyse(text, gw).statements.flatMap((statement) => statement.operations)
    return operations.every(({ verb }) => verb === 'read' || verb === 'session')
  } catch (error) {
    if (error instanceof SallyportError && error.code === 'SYNTAX_ERROR') return false
    throw error
  }
}

const attacks = readAttacks()

describe.skipIf(attacks.length === 0)('with a policy that allows reading', () => {
  it.each(attacks.map(({ title, texts }) => [title, texts] as const))('%s is stopped', (_, texts) => {
    expect(texts.every(passes)).toBe(false)
  })
})

/** The same ideas in our own words, for where that folder is absent. */
describe('reading is allowed, and this is not reading:', () => {
  it.each([
    ['select 1; delete from gw.victim'],
    ['delete/**/from/*/* nested */*/gw.victim'],
    ['delete from gw.U&"v\\0069ctim"'],
    ["select E'\\'' ; delete from gw.victim --'"],
    ['select 1 --\r;delete from gw.victim'],
    ['explain (analyze) delete from gw.victim'],
    ['copy (update gw.victim set v = 1 returning *) to stdout'],
    ['with x as (with y as (delete from gw.victim returning 1) table y) table x'],
    ['select (select gw.cleanup())'],
    ['select * from gw.customers order by gw.cleanup()'],
    ['select * from gw.customers c where c.get_ssn is null'],
    ['select (gw.customers).get_ssn from gw.customers'],
    ["select ('/etc/passwd').pg_read_file"],
    ["select (x.f).pg_ls_dir from (select '/' as f) x"],
    ['select 1 into gw.made'],
    ['table gw.victim for update'],
    ['declare c cursor for select gw.cleanup()'],
    ["select pg_catalog.set_config('standard_conforming_strings', 'off', true)"],
    ["select set_config(name, 'off', true) from pg_settings"],
  ])('%s', (text) => {
    expect(passes(text)).toBe(false)
  })

  it.each([
    ['select * from gw.customers'],
    ['with victim as (select 1) select * from victim'],
    ["select count(*), max(length(name)) from gw.customers where name like 'delete from %'"],
    ['begin'],
    ['show search_path'],
    ['explain select 1'],
  ])('but this is: %s', (text) => {
    expect(passes(text)).toBe(true)
  })
})
