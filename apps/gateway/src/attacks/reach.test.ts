import type { Operation } from '@sallyport/core'
import { analyse, type Catalogue, loadParser } from '@sallyport/sql'
import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCatalogue } from '../protocols/postgres/introspection/read-catalogue'
import { openTarget } from '../protocols/postgres/target/target-link'

/** Everything by which PostgreSQL does more than the statement says. */
const SCHEMA = `
  create schema gw;
  create table gw.victim (id int primary key, v text);
  create table gw.log (what text);
  create table gw.parent (id int primary key, v text);
  create table gw.child (id int, parent int references gw.parent on delete cascade on update cascade);
  create table gw.orphan (id int, parent int references gw.parent on delete set null on update cascade);
  create table gw.guarded (id int, v text);
  create table gw.ruled (id int, v text);
  create table gw.part (id int, region text) partition by list (region);
  create table gw.part_eu partition of gw.part for values in ('eu');
  create function gw.cleanup() returns int language plpgsql as 'begin delete from gw.victim; return 1; end';
  create function gw.deep() returns int language sql as 'select gw.cleanup()';
  create function gw.atomic() returns int language sql begin atomic; delete from gw.victim; select 1; end;
  create function gw.assigns() returns int language plpgsql as 'declare n int; begin n := gw.cleanup(); return n; end';
  create function gw.declares() returns int language plpgsql as 'declare n int := gw.cleanup(); begin return n; end';
  create function gw.dynamic() returns int language plpgsql as
    $$ begin execute 'delete from ' || 'gw.victim'; return 1; end $$;
  create function gw.loops() returns int language plpgsql as
    $$ declare r record; begin for r in delete from gw.victim returning id loop null; end loop; return 1; end $$;
  create function gw.calls_itself(n int) returns int language sql as 'select case when n > 0 then 1 end';
  create function gw.note() returns trigger language plpgsql as
    $$ begin insert into gw.log values (tg_op); return coalesce(new, old); end $$;
  create trigger note after insert or delete on gw.guarded for each row execute function gw.note();
  create procedure gw.clear() language sql as 'delete from gw.victim';
  create rule swap as on update to gw.ruled do instead delete from gw.victim;
  create table gw.counted (id int default gw.cleanup(), v text);
  create table gw.checked (id int check (gw.deep() > 0));
  create domain gw.odd as int check (gw.cleanup() > 0);
  create table gw.domained (id gw.odd);
  create view gw.shows as select gw.cleanup() as n;
  create view gw.simple as select id, v from gw.victim;
  create view gw.twice as select * from gw.shows;
  create function gw.same(int, text) returns bool language plpgsql as 'begin delete from gw.victim; return true; end';
  create operator gw.=== (leftarg = int, rightarg = text, function = gw.same);
  create aggregate gw.sum_up (int) (sfunc = gw.add_up, stype = int);`

const FUNCTIONS_FIRST = `create schema gw; create function gw.add_up(int, int) returns int language sql as 'select 1';`
const ROWS = `
  insert into gw.victim select g, 'row ' || g from generate_series(1, 5) g;
  insert into gw.parent values (1, 'a'), (2, 'b');
  insert into gw.child values (1, 1); insert into gw.orphan values (1, 1);
  alter table gw.guarded disable trigger note; insert into gw.guarded values (1, 'x');
  alter table gw.guarded enable trigger note;
  insert into gw.ruled values (1, 'x'); insert into gw.part values (1, 'eu')`

/** What is done, and operations that must be announced beside those that the text names. */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['select gw.cleanup()', ['execute gw.cleanup', 'delete gw.victim']],
  ['select gw.deep()', ['execute gw.deep', 'execute gw.cleanup', 'delete gw.victim']],
  ['select gw.atomic()', ['execute gw.atomic', 'delete gw.victim']],
  ['select gw.assigns()', ['delete gw.victim']],
  ['select gw.declares()', ['delete gw.victim']],
  ['select gw.loops()', ['delete gw.victim']],
  ['select gw.dynamic()', ['unknown gw.dynamic']],
  ['select gw.calls_itself(3)', ['execute gw.calls_itself']],
  ['call gw.clear()', ['execute gw.clear', 'delete gw.victim']],
  ["insert into gw.guarded values (2, 'y')", ['insert gw.guarded', 'execute gw.note', 'insert gw.log']],
  ['delete from gw.guarded', ['delete gw.guarded', 'insert gw.log']],
  ["update gw.guarded set v = 'z'", ['update gw.guarded']],
  ["update gw.ruled set v = 'z'", ['update gw.ruled', 'delete gw.victim']],
  ['delete from gw.parent where id = 1', ['delete gw.parent', 'delete gw.child', 'update gw.orphan']],
  ['update gw.parent set id = 9 where id = 1', ['update gw.parent', 'update gw.child', 'update gw.orphan']],
  ["update gw.part set id = 2 where region = 'eu'", ['update gw.part', 'update gw.part_eu']],
  ['truncate gw.part', ['delete gw.part', 'delete gw.part_eu']],
  ["insert into gw.counted (v) values ('x')", ['insert gw.counted', 'delete gw.victim']],
  ['insert into gw.checked values (1)', ['insert gw.checked', 'delete gw.victim']],
  ['insert into gw.domained values (1)', ['insert gw.domained', 'delete gw.victim']],
  ['select * from gw.shows', ['read gw.shows', 'delete gw.victim']],
  ['table gw.twice', ['read gw.twice', 'read gw.shows', 'delete gw.victim']],
  ['delete from gw.simple where id = 1', ['delete gw.simple', 'delete gw.victim']],
  ["select 1 operator(gw.===) 'x'", ['execute gw.same', 'delete gw.victim']],
  ['explain analyze select gw.cleanup()', ['delete gw.victim']],
  ['copy (select gw.cleanup()) to stdout', ['delete gw.victim']],
  ['select gw.sum_up(id) from gw.parent', ['execute gw.sum_up', 'execute gw.add_up']],
  ['select id from gw.parent', ['read gw.parent']],
]

const TABLES = [
  'victim',
  'log',
  'parent',
  'child',
  'orphan',
  'guarded',
  'ruled',
  'part_eu',
  'counted',
  'checked',
  'domained',
]
const WRITES = new Set(['insert', 'update', 'delete'])

let target: Awaited<ReturnType<typeof testTarget>>
let admin: pg.Client
let catalogue: Catalogue

beforeAll(async () => {
  await loadParser()
  target = await testTarget('empty')
  admin = new pg.Client({ connectionString: target.adminUrl })
  await admin.connect()
  await admin.query(FUNCTIONS_FIRST + SCHEMA.replace('create schema gw;', '') + ROWS)
  const { username, password } = new URL(target.adminUrl)
  const at = { ...target, username, password: decodeURIComponent(password) }
  const link = await openTarget(
    { ...at, connectionId: 'c', tlsMode: 'disable', tlsCa: null },
    new Map([['search_path', '']]),
  )
  catalogue = await readCatalogue(link, target.database)
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

/** Each table's contents. */
async function contents(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const table of TABLES) {
    const { rows } = await admin.query<{ all: string }>(
      `select coalesce(string_agg(t::text, '|' order by t::text), '') as all from only gw.${table} t`,
    )
    found.set(table, rows[0]?.all ?? '')
  }
  return found
}

describe('what happened was announced', () => {
  it.each(CASES)('%s', async (text, expected) => {
    const operations = operationsOf(text)
    expect(operations.map(short)).toEqual(expect.arrayContaining([...expected]))

    await admin.query('begin')
    let before: ReadonlyMap<string, string>
    let after: ReadonlyMap<string, string>
    try {
      before = await contents()
      // node-postgres does not speak COPY OUT
      await admin.query(text.startsWith('copy') ? 'select gw.cleanup()' : text)
      after = await contents()
    } finally {
      await admin.query('rollback')
    }
    const changed = TABLES.filter((table) => before.get(table) !== after.get(table))
    const announced = operations
      .filter(({ verb }) => WRITES.has(verb))
      .map(({ resource }) => resource.split('.').at(-1))
    const isUnknown = operations.some(({ verb }) => verb === 'unknown')
    if (!isUnknown) expect(changed.filter((table) => !announced.includes(table))).toEqual([])
  })
})

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
