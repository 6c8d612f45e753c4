import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser } from '../parser/instances'
import { gw, masks } from './gw.fixture'
import { rewriteAtSource } from './rewrite-at-source'

beforeAll(loadParser)

const C = `(SELECT "id", "name", '*'::text AS "email", '*'::text AS "ssn", "notes" FROM`
const rewrite = (text: string) => rewriteAtSource(text, gw, masks)
const textOf = (text: string) => {
  const rewritten = rewrite(text)
  if (rewritten.kind === 'refused') return `refused: ${rewritten.refusal.message}`
  return rewritten.kind === 'unchanged' ? 'unchanged' : rewritten.text
}

const compared = (text: string) => {
  const rewritten = rewrite(text)
  if (rewritten.kind !== 'rewritten') return rewritten.kind
  return [
    rewritten.text.replaceAll(C, '(SELECT … FROM'),
    rewritten.compares.map(({ value }) => Object.values(value)[0]),
  ]
}

describe('a comparison with constants is made inside of the sub-select, where a rule lets it be', () => {
  it.each([
    [
      "select ssn from gw.customers where email = 'a@b.c'",
      `select ssn from (SELECT … FROM gw.customers WHERE ("customers"."email" OPERATOR(pg_catalog.=) 'a@b.c')) AS "customers" where true`,
      ['a@b.c'],
    ],
    [
      "select 1 from gw.customers c join gw.victim v on v.id = c.id where v.v = 'x' and c . \"email\" = $2 and (c.email in ('a', $1))",
      `select 1 from (SELECT … FROM gw.customers c WHERE ("c"."email" OPERATOR(pg_catalog.=) $2) AND ("c"."email" OPERATOR(pg_catalog.=) 'a' OR "c"."email" OPERATOR(pg_catalog.=) $1)) AS "c" join gw.victim v on v.id = c.id where v.v = 'x' and true and (true)`,
      [2, 'a', 1],
    ],
    [
      "select gw.customers.id from gw.customers where gw.customers.name = 'x' and customers.email = 'é'",
      `select customers.id from (SELECT … FROM gw.customers WHERE ("customers"."email" OPERATOR(pg_catalog.=) 'é')) AS "customers" where customers.name = 'x' and true`,
      ['é'],
    ],
    [
      "select id from gw.victim where exists (select from gw.customers c where c.email = 'x')",
      `select id from gw.victim where exists (select from (SELECT … FROM gw.customers c WHERE ("c"."email" OPERATOR(pg_catalog.=) 'x')) AS "c" where true)`,
      ['x'],
    ],
  ])('%s', (text, rewritten, values) => {
    expect(compared(text)).toEqual([rewritten, values])
  })

  it.each([
    ['a column whose rule says source', "select 1 from gw.customers where ssn = 'x'"],
    ['another operator', "select 1 from gw.customers where email < 'x'"],
    ['a pattern', "select 1 from gw.customers where email like 'x%'"],
    ['a negation', "select 1 from gw.customers where not email = 'x'"],
    ['an alternative', "select 1 from gw.customers where email = 'x' or id = 1"],
    ['an expression', "select 1 from gw.customers where lower(email) = 'x'"],
    ['a column', 'select 1 from gw.customers c, gw.victim v where c.email = v.v'],
    ['a sub-query', 'select 1 from gw.customers where email = (select v from gw.victim limit 1)'],
    ['a computed value', "select 1 from gw.customers where email = 'x' || 'y'"],
    ['an outer join', "select 1 from gw.victim v left join gw.customers c on true where c.email = 'x'"],
    ['what is shown', "select email = 'x' from gw.customers"],
    ['a condition of groups', "select id from gw.customers group by id, email having email = 'x'"],
    ['parentheses', "select 1 from gw.customers where (email) = 'x'"],
    ['a prepared statement of SQL', 'prepare p as select 1 from gw.customers where email = $1'],
    ['a temporary view', "create temp view v as select id from gw.customers where email = 'x'"],
    ['column aliases', "select 1 from gw.customers c(a, b, email) where c.email = 'x'"],
  ])('masks are compared in %s', (_, text) => {
    const rewritten = rewrite(text)
    if (rewritten.kind !== 'rewritten') throw new Error(rewritten.kind)
    expect(rewritten.compares).toEqual([])
    expect(rewritten.text).not.toContain('OPERATOR')
  })
})

describe('a mention of a masked relation becomes a sub-select', () => {
  it.each([
    ['select ssn from gw.customers', `select ssn from ${C} gw.customers) AS "customers"`],
    [
      'select c.ssn from gw.customers as c where 1=1',
      `select c.ssn from ${C} gw.customers as c) AS "c" where 1=1`,
    ],
    ['select 1 from gw . "customers" c', `select 1 from ${C} gw . "customers" c) AS "c"`],
    [
      'select b from gw.customers c(a, b)',
      `select b from (SELECT "a", "b", '*'::text AS "email", '*'::text AS "ssn", "notes" FROM gw.customers c(a, b)) AS "c"`,
    ],
    ['select 1 from only (gw.customers) c', `select 1 from ${C} only (gw.customers) c) AS "c"`],
    [
      'select 1 from only gw.customers, gw.victim',
      `select 1 from ${C} only gw.customers) AS "customers", gw.victim`,
    ],
    ['select 1 from gw.customers *', `select 1 from ${C} gw.customers *) AS "customers"`],
    [
      'select 1 from gw.customers c tablesample system (100) repeatable (1) where true',
      `select 1 from ${C} gw.customers c tablesample system (100) repeatable (1)) AS "c" where true`,
    ],
    ['table gw.customers', `SELECT * FROM ${C} gw.customers) AS "customers"`],
    ['table only gw.customers', `SELECT * FROM ${C} only gw.customers) AS "customers"`],
    [
      'select gw.customers.ssn, gw.customers.* from gw.customers',
      `select customers.ssn, customers.* from ${C} gw.customers) AS "customers"`,
    ],
    ['select é.ssn from gw.customers é -- end', `select é.ssn from ${C} gw.customers é) AS "é" -- end`],
    [
      'select \'ü\', /* gw.customers */ ssn from gw.customers -- c\n as U&"d\\0061t"',
      `select 'ü', /* gw.customers */ ssn from ${C} gw.customers -- c\n as U&"d\\0061t") AS "dat"`,
    ],
    [
      'copy gw.customers to stdout',
      `copy (SELECT "id", "name", "email", "ssn", "notes" FROM ${C} ONLY "gw"."customers") AS "customers") to stdout`,
    ],
    [
      'copy gw.customers (ssn, id) to stdout (format csv)',
      `copy (SELECT "ssn", "id" FROM ${C} ONLY "gw"."customers") AS "customers") to stdout (format csv)`,
    ],
    [
      'select ssn from gw.part_eu',
      `select ssn from (SELECT "id", '*'::text AS "ssn" FROM gw.part_eu) AS "part_eu"`,
    ],
    [
      'select n from gw.contacts2 x',
      `select n from ( SELECT national_id AS n FROM ( SELECT id, ssn AS national_id FROM ${C} gw.customers) AS "customers") AS "contacts") x`,
    ],
    ['select s from gw.kept', `select s from (SELECT "id", '?'::text AS "s" FROM gw.kept) AS "kept"`],
    [
      'update gw.victim set v = c.name from gw.customers c where c.ssn like $1',
      `update gw.victim set v = c.name from ${C} gw.customers c) AS "c" where c.ssn like $1`,
    ],
    [
      'delete from gw.customers where id in (select id from gw.part where ssn = $1)',
      `delete from gw.customers where id in (select id from (SELECT "id", '*'::text AS "ssn" FROM gw.part) AS "part" where ssn = $1)`,
    ],
    [
      'prepare q as select ssn from gw.customers',
      `prepare q as select ssn from ${C} gw.customers) AS "customers"`,
    ],
    [
      'explain analyze select ssn from gw.customers',
      `explain analyze select ssn from ${C} gw.customers) AS "customers"`,
    ],
    [
      'declare c cursor for select ssn from gw.customers for update',
      `declare c cursor for select ssn from ${C} gw.customers) AS "customers" for update`,
    ],
    [
      'create temp table x as select ssn from gw.customers',
      `create temp table x as select ssn from ${C} gw.customers) AS "customers"`,
    ],
    [
      'create temp view x as select ssn from gw.customers',
      `create temp view x as select ssn from ${C} gw.customers) AS "customers"`,
    ],
    ['select 1; select ssn from gw.customers', `select 1; select ssn from ${C} gw.customers) AS "customers"`],
  ])('%s', (text, expected) => {
    expect(textOf(text)).toBe(expected)
  })
})

describe('nothing is rewritten of', () => {
  it.each([
    'select * from gw.victim',
    'select * from gw.harmless',
    'with customers as (select 1 as ssn) select ssn from customers',
    'select relname from pg_class',
    "update gw.customers set name = 'x' where id = 1 returning ssn, *",
    "insert into gw.customers (id, name) values (1, 'x') on conflict (id) do update set name = excluded.name",
    'insert into gw.customers (id, ssn) values (1, default), (2, null)',
    'delete from gw.customers where id = 1 and name is null',
    'select gw.get_v(1), gw.twice(1), public.levenshtein($1, $2)',
    'create function gw.f() returns int language sql as $$select id from gw.victim$$',
    'do $$ begin perform 1 from gw.victim; end $$',
    "set search_path = gw, public; show search_path; set datestyle = 'iso'",
    'begin; lock table gw.customers; truncate gw.customers; rollback',
    'select pg_sleep(1), nextval($1), count(*), row_number() over () from gw.victim',
  ])('%s', (text) => {
    expect(textOf(text)).toBe('unchanged')
  })
})

describe('is refused:', () => {
  it.each([
    ['select ssn from customers', 'gw.customers or archive.customers'],
    ['select * from gw.opaque', 'get_ssn'],
    ['select * from pg_stats', 'pg_catalog.pg_stats'],
    ['select gw.get_ssn(1)', 'gw.get_ssn'],
    ['select get_ssn(1)', 'get_ssn'],
    ['select gw.sneaky(1)', 'gw.sneaky'],
    ['select gw.dynamic(1)', 'gw.dynamic'],
    ["select * from crosstab('select 1') as t(a int)", 'crosstab'],
    ["select query_to_xml('select 1', true, false, '')", 'query_to_xml'],
    ['select nosuch(1)', 'nosuch'],
    ['select 1 === 1', '==='],
    ['select c.total_of from gw.customers c', 'total_of'],
    ['update gw.customers set notes = ssn', 'gw.customers.ssn'],
    ["update gw.customers set notes = '' where ssn like '0%'", 'gw.customers.ssn'],
    [
      "update gw.customers c set notes = '' where exists (select 1 from gw.victim where v = c.ssn)",
      'gw.customers.ssn',
    ],
    [
      "with x as (select 1 as ssn) delete from gw.customers where exists (select 1 from x where ssn = '1')",
      'gw.customers.ssn',
    ],
    [
      "delete from gw.customers where exists (select 1 from gw.victim as ssn where ssn like '0%')",
      'gw.customers.ssn',
    ],
    ['delete from gw.customers where customers::text like $1', 'whole rows'],
    ['update gw.customers set notes = null returning length(ssn)', 'RETURNING'],
    ['update gw.customers set notes = null returning customers', 'whole rows'],
    ['with u as (update gw.customers set notes = null returning ssn) select * from u', 'RETURNING'],
    ['with u as (update gw.customers set notes = null returning *) select * from u', 'RETURNING'],
    ["insert into gw.customers (id, ssn) values (9, '078')", 'unique'],
    ["insert into gw.customers values (9, 'a', 'b', 'c')", 'unique'],
    ['insert into gw.customers (id) values (9) on conflict do nothing', 'ON CONFLICT'],
    ['insert into gw.orders (id, customer_ssn) values (9, $1)', 'gw.orders.customer_ssn'],
    [
      'merge into gw.customers c using gw.victim v on c.ssn = v.v when matched then do nothing',
      'gw.customers.ssn',
    ],
    ['copy gw.customers from stdin', 'unique'],
    ["copy gw.victim to '/tmp/x'", 'file'],
    ['alter table gw.customers rename ssn to nickname', 'masked columns'],
    ['alter table gw.customers add column x int', 'masked columns'],
    ['alter schema gw rename to gw2', 'schema gw'],
    ['create view gw.x as select ssn from gw.customers', 'a view over masked'],
    [
      'create rule r as on update to gw.victim do also insert into gw.victim select 1, ssn from gw.customers',
      'definition',
    ],
    ['create function gw.f() returns text language sql as $$select ssn from gw.customers$$', 'masked'],
    ['create function gw.f() returns text begin atomic select ssn from gw.customers; end', 'masked'],
    ['create function gw.f() returns text language plpgsql as $$begin execute $1; end$$', 'masked'],
    ['create table x (a int default gw.get_ssn(1))', 'gw.get_ssn'],
    ['create temp table customers (a int)', '"customers"'],
    ['create domain pg_temp.text as int', 'text'],
    ['do $$ begin perform ssn from gw.customers; end $$', 'masked'],
    ['create index on gw.customers ((ssn || $$x$$))', 'masked columns'],
    ['set search_path = evil, pg_catalog', 'pg_catalog'],
    ["select set_config('search_path', 'evil, pg_catalog', false)", 'pg_catalog'],
    ['create extension dblink', 'CreateExtensionStmt'],
    ['create server s foreign data wrapper postgres_fdw', 'CreateForeignServerStmt'],
    ['select * from pg_toast.pg_toast_1234', 'pg_toast'],
  ])('%s', (text, about) => {
    expect(textOf(text)).toMatch(/^refused: /)
    expect(textOf(text)).toContain(about)
  })
})

describe('positions', () => {
  it('lead back to where something stood before', () => {
    const text = "select 'ü', nosuch from gw.customers where nosuch2"
    const rewritten = rewrite(text)
    if (rewritten.kind !== 'rewritten') throw new Error('not rewritten')
    const at = (part: string) => rewritten.text.indexOf(part) + 1
    expect(rewritten.positions(at('nosuch from'))).toBe(text.indexOf('nosuch from') + 1)
    expect(rewritten.positions(at('nosuch2'))).toBe(text.indexOf('nosuch2') + 1)
    expect(rewritten.positions(at('SELECT'))).toBe(text.indexOf('gw.customers') + 1)
  })
})
