import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import { bind, execute, parse, query, sync, Wire } from './wire.fixture'

// A session that may define but not delete defines something that deletes, and uses it before anybody can read it.

const SCHEMA = `
  create table victim (id int); create table guarded (id int); create table log (what text);
  create table read_only (id int); insert into read_only values (1), (2), (3);
  create function f() returns int language sql as 'select 1';
  create function g(int) returns int language plpgsql as 'begin return $1; end';
  create function note() returns trigger language plpgsql as 'begin return new; end';
  create trigger note before insert on guarded for each row execute function note();
  create table later (id int);
  create function helper() returns int language sql as 'select 1';
  create function at_end() returns trigger language plpgsql as 'begin perform helper(); return new; end';
  create constraint trigger at_end after insert on later deferrable initially deferred
    for each row execute function at_end();
  create view shown as select 1 as n; create domain odd as int check (value > 0); create table odds (n odd);
  create procedure tidy() language sql as 'select 1'`

const BODY = `returns int language plpgsql as 'begin delete from victim; return 1; end'`
const F = `create or replace function f() ${BODY}`
const NOTE = `create or replace function note() returns trigger language plpgsql as
  'begin delete from victim; return new; end'`

let target: Awaited<ReturnType<typeof testTarget>>
let gateway: TestGateway
let admin: pg.Client
let client: pg.Client

beforeAll(async () => {
  target = await testTarget('empty')
  admin = new pg.Client({ connectionString: target.adminUrl })
  await admin.connect()
  gateway = await startGateway(target, {
    rules: [
      rule('most', 'allow', {
        verbs: ['read', 'insert', 'define', 'drop', 'execute', 'configure', 'session'],
      }),
      rule('others', 'allow', { verbs: ['grant', 'admin'] }),
    ],
  })
})

beforeEach(async () => {
  await admin.query(`drop schema public cascade; create schema public; grant all on schema public to public;
    set role shop_app; ${SCHEMA}; insert into victim values (1); reset role`)
  client = await gateway.connect()
})

afterEach(() => client.end())

afterAll(async () => {
  await gateway.close()
  await admin.end()
  await target.drop()
})

/** What the first of the steps that is refused was refused with. */
async function attempt(steps: readonly string[]): Promise<string> {
  try {
    for (const step of steps) await client.query(step)
    return 'ran'
  } catch (error) {
    return String(error)
  }
}

async function victims(): Promise<number> {
  const { rows } = await admin.query<{ n: number }>('select count(*)::int as n from victim')
  return rows[0]?.n ?? 0
}

describe('what was defined and not committed is unknown to whoever uses it:', () => {
  it.each([
    ['a function', [F, 'select f()']],
    ['a function, called in a condition', [F, 'select 1 where f() = 1']],
    ['a function, in quotes', [F, 'select "f"()']],
    ['a function, with escapes', [F, 'select U&"\\0066"()']],
    ['a function, in one text', [`${F}; select f()`]],
    ['an overload of one of the catalogue', [`create function abs(text) ${BODY}`, "select abs('x'::text)"]],
    [
      'a built-in, by search_path',
      [`create function abs(int) ${BODY}`, 'set search_path = public, pg_catalog', 'select abs(1)'],
    ],
    ['one that was prepared before it', ['prepare p as select f()', F, 'execute p']],
    [
      'a cursor over it',
      [
        'declare c cursor for select g(id) from read_only',
        `create or replace function g(int) ${BODY}`,
        'fetch 1 from c',
      ],
    ],
    ['a trigger that a table has', [NOTE, 'insert into guarded values (1)']],
    [
      'a new trigger',
      [
        `create function n2() returns trigger language plpgsql as 'begin delete from victim; return new; end'`,
        'create trigger n2 before insert on log for each row execute function n2()',
        "insert into log values ('x')",
      ],
    ],
    [
      'a rule',
      ['create rule r as on insert to log do also delete from victim', "insert into log values ('x')"],
    ],
    [
      'what a trigger calls at the end of the transaction',
      ['insert into later values (1)', `create or replace function helper() ${BODY}`, 'commit'],
    ],
    [
      'such a trigger, with its row in one text',
      [
        `insert into later values (1); create or replace function at_end() returns trigger language plpgsql as 'begin delete from victim; return new; end'`,
      ],
    ],
    [
      'a view',
      [
        `create function h() ${BODY}`,
        'create or replace view shown as select h() as n',
        'select n from shown',
      ],
    ],
    [
      'a renamed function',
      [
        `create function h() ${BODY}`,
        'alter function f() rename to f0',
        'alter function h() rename to f',
        'select f()',
      ],
    ],
    [
      'a default',
      [
        `create function h() ${BODY}`,
        'alter table log add n int default 0',
        'alter table log alter n set default h()',
        "insert into log (what) values ('x')",
      ],
    ],
    [
      'a check',
      [
        `create function h() ${BODY}`,
        'create table made (id int check (h() > 0))',
        'insert into made values (1)',
      ],
    ],
    [
      'an index',
      [
        `create function h(int) returns int immutable language plpgsql as 'begin delete from victim; return 1; end'`,
        'create index on read_only (h(id))',
      ],
    ],
    [
      'a domain',
      [
        `create function h() ${BODY}`,
        'alter domain odd add check (h() > 0) not valid',
        'insert into odds values (1)',
      ],
    ],
    [
      'an operator',
      [
        `create function same(int, text) returns bool language plpgsql as 'begin delete from victim; return true; end'`,
        'create operator === (leftarg = int, rightarg = text, function = same)',
        "select 1 === 'x'",
      ],
    ],
    [
      'a procedure',
      [
        `create or replace procedure tidy() language plpgsql as 'begin delete from victim; end'`,
        'call tidy()',
      ],
    ],
    [
      'an aggregate',
      [
        `create function step(int, int) returns int language plpgsql as 'begin delete from victim; return 1; end'`,
        "create aggregate total (int) (sfunc = step, stype = int, initcond = '0')",
        'select total(id) from read_only',
      ],
    ],
    [
      'a cast',
      [
        'create type tag as (t text)',
        `create function to_tag(int) returns tag language plpgsql as $$begin delete from victim; return row('x')::tag; end$$`,
        'create cast (int as tag) with function to_tag(int)',
        'select 1::tag',
      ],
    ],
    [
      'row security',
      [
        `create function h() returns bool language plpgsql as 'begin delete from victim; return true; end'`,
        'create policy p on read_only using (h())',
        'alter table read_only enable row level security, force row level security',
        'select id from read_only',
      ],
    ],
    [
      'what only the catalogue says is made',
      [`do $$ begin execute 'x'; exception when others then null; end $$`],
    ],
  ])('%s', async (_, steps) => {
    const outcome = await attempt(['begin', ...steps])
    expect(outcome).toMatch(/no rule allows (unknown|delete)/)
    await client.query('rollback')
    expect(await victims()).toBe(1)
  })

  it('a portal that was bound before it', async () => {
    const wire = await Wire.through(gateway)
    try {
      await wire.ask(query('begin'))
      const replies = await wire.ask(
        parse('s', 'select g(id) from read_only'),
        bind('p', 's'),
        execute('p', 1),
        parse('', `create or replace function g(int) ${BODY}`),
        bind('', ''),
        execute(),
        execute('p', 1),
        sync,
      )
      const error = replies.find(({ type }) => type === 'E')
      expect(error?.body.toString()).toContain('was defined otherwise since the statement was bound')
    } finally {
      wire.close()
    }
    expect(await victims()).toBe(1)
  })
})

describe('and all else is used as ever:', () => {
  it.each([
    ['another function', [F, 'select g(1)']],
    [
      'a table that was made',
      ['create table made (id int primary key, at timestamptz default now())', 'insert into made values (1)'],
    ],
    ['a copy that was made', ['create temp table made as select id from read_only', 'select id from made']],
    ['a column that was added', ['alter table log add n int', "insert into log (what, n) values ('x', 1)"]],
    [
      'a table beside a view that was made',
      ['create view made as select id from read_only', 'select id from read_only'],
    ],
    ['rights on it', [F, 'grant execute on function f() to public']],
    [
      'a trigger that runs it',
      [
        "create function n2() returns trigger language plpgsql as 'begin return new; end'",
        'create trigger n2 before insert on log for each row execute function n2()',
      ],
    ],
    ['its end', [F, 'commit']],
    ['a query of nothing', [`create type tag as (t text)`, 'show search_path']],
    [
      'several statements of one text',
      [
        'create view made as select 1; create table other (id int); select id from read_only; select count(*) from log',
      ],
    ],
  ])('%s', async (_, steps) => {
    expect(await attempt(['begin', ...steps])).toBe('ran')
    await client.query('rollback')
  })

  it('a function of a deferred trigger, alone', async () => {
    await client.query(`create or replace function helper() returns int language sql as 'select 2'`)
    await client.query('insert into later values (1)')
  })

  it('and once it is committed, it is read', async () => {
    await client.query(F)
    await expect(client.query('select f()')).rejects.toThrow('no rule allows delete')
    expect(await victims()).toBe(1)
  })
})
