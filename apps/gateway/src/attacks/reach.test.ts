import type { Operation } from '@sallyport/core'
import { analyse, type Catalogue, loadParser } from '@sallyport/sql'
import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readCatalogue } from '../protocols/postgres/introspection/read-catalogue'
import { ask } from '../protocols/postgres/target/ask'
import { openTarget } from '../protocols/postgres/target/target-link'

const SCHEMA = `
  create schema gw;
  create table gw.victim (id int primary key, v text);
  create table gw.parent (id int primary key, v text);
  create function gw.cleanup() returns int language plpgsql as 'begin delete from gw.victim; return 1; end';
  create view gw.shows as select gw.cleanup() as n;`

let target: Awaited<ReturnType<typeof testTarget>>
let admin: pg.Client
let catalogue: Catalogue

beforeAll(async () => {
  await loadParser()
  target = await testTarget('empty')
  admin = new pg.Client({ connectionString: target.adminUrl })
  await admin.connect()
  await admin.query(SCHEMA)
  const { username, password } = new URL(target.adminUrl)
  const at = { ...target, username, password: decodeURIComponent(password) }
  const link = await openTarget(
    { ...at, connectionId: 'c', tlsMode: 'disable', tlsCa: null },
    new Map([['search_path', '']]),
  )
  catalogue = await readCatalogue((sql) => ask(link, sql), target.database)
  link.close()
})
afterAll(async () => {
  await admin.end()
  await target.drop()
})

function operationsOf(text: string): readonly Operation[] {
  return analyse(text, catalogue).statements.flatMap(({ operations }) => operations)
}

const short = ({ verb, resource }: Operation) => `${verb} ${resource.slice(target.database.length + 1)}`

it('tells through what, and asks for no rule where only reading and calling comes along', () => {
  const [view, ...behind] = operationsOf('select * from gw.shows')
  expect(view).toMatchObject({ verb: 'read', columns: ['n'] })
  expect(view).not.toHaveProperty('via')
  expect(behind.map(({ verb, isImplied = false }) => [verb, isImplied])).toEqual([
    ['execute', true],
    ['delete', false],
  ])
})

it.each([
  ['select v from gw.victim where id = 1', ['v', 'id']],
  ['select * from gw.victim', ['id', 'v']],
  ['select count(*) from gw.victim', []],
  ['select x from gw.victim x', ['id', 'v']],
  ['select row_to_json(x.*) from gw.victim x', ['id', 'v']],
  ['select a.v from gw.victim a join gw.parent b on true', ['v']],
  ['select x.v from (select * from gw.victim) x', ['id', 'v']],
  ['update gw.victim set id = 3 where v is null returning v', ['v']],
  ['copy gw.victim (v) to stdout', ['v']],
  ['with w as (select v from gw.victim) select * from w', ['v']],
] as const)('reads these columns: %s', (text, columns) => {
  const read = operationsOf(text).find((operation) => short(operation) === 'read gw.victim')
  expect(read?.columns?.toSorted()).toEqual([...columns].sort())
})
