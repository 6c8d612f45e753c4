import { beforeAll, describe, expect, it } from 'vitest'
import type { Relation } from './catalogue'
import { cpuTimeOf } from './cpu-time.fixture'
import { analyse, loadParser } from './index'
import { shop } from './shop.fixture'

beforeAll(loadParser)

/** Per column '=source' when direct, '~source+source' when derived, '' when from nowhere; null when it cannot be told. */
function outputsOf(text: string): readonly string[] | null {
  const outputs = analyse(text, shop).statements[0]?.outputs ?? null
  return (
    outputs?.map(({ sources, direct }) => {
      const short = sources.map((source) => source.replace(/^public\./, ''))
      return short.length === 0 ? '' : `${direct ? '=' : '~'}${short.join('+')}`
    }) ?? null
  )
}

const everyColumn = ['id', 'name', 'email', 'ssn', 'profile', 'tags'].map((name) => `customers.${name}`)
const row = `~${everyColumn.join('+')}`

describe('a column keeps its origin', () => {
  it.each([
    ['by its name', 'select email from customers', ['=customers.email']],
    ['by its table and name', 'select customers.email from customers', ['=customers.email']],
    ['by its schema, table and name', 'select public.customers.email from customers', ['=customers.email']],
    ['under another name', 'select email as name from customers', ['=customers.email']],
    ['under an alias of the table', 'select c.email from customers as c', ['=customers.email']],
    ['under aliases of columns', 'select b from customers as c (a, n, b)', ['=customers.email']],
    ['in a star, without dropped columns', 'select * from customers', everyColumn.map((each) => `=${each}`)],
    [
      'in a star of one table',
      'select o.*, c.email from customers c, public.orders o',
      ['=orders.id', '=orders.customer_id', '=orders.total', '=orders.status', '=customers.email'],
    ],
    [
      'in stars of all tables',
      'select * from public.employees, (select 1) x',
      ['=employees.id', '=employees.name', '=employees.salary', ''],
    ],
    ['in a star of a row', 'select (c).* from customers c', everyColumn.map((each) => `=${each}`)],
    ['in TABLE', 'table customers', everyColumn.map((each) => `=${each}`)],
    [
      'through a sub-select',
      'select mail from (select email as mail from customers) s',
      ['=customers.email'],
    ],
    [
      'through a sub-select with column aliases',
      'select x from (select email from customers) s (x)',
      ['=customers.email'],
    ],
    [
      'through a WITH query',
      'with w (mail) as (select email from customers) select mail from w',
      ['=customers.email'],
    ],
    [
      'through two WITH queries',
      'with a as (select email from customers), b as (table a) select * from b',
      ['=customers.email'],
    ],
    [
      'through a WITH query inside another',
      'with a as (with b as (select ssn from customers) table b) table a',
      ['=customers.ssn'],
    ],
    ['through a view', 'select * from contacts', ['=customers.id', '=customers.email', '~customers.email']],
    ['through a view of a view', 'select * from contacts_of_contacts', ['=customers.email']],
    [
      'through a join',
      'select c.email from public.orders o left join customers c on c.id = o.customer_id',
      ['=customers.email'],
    ],
    [
      'through a join with an alias',
      'select j.email from (customers c join public.orders o on true) j',
      ['=customers.email'],
    ],
    ['through LATERAL', 'select x.* from customers c, lateral (select c.ssn) x', ['=customers.ssn']],
    [
      'through a UNION with itself',
      'select email from customers union all select email from customers',
      ['=customers.email'],
    ],
    [
      'through DISTINCT, GROUP BY and ORDER BY',
      'select distinct email from customers group by email order by 1',
      ['=customers.email'],
    ],
    ['for a table sample', 'select email from customers tablesample system (10)', ['=customers.email']],
    ['from an outer query', 'select (select c.ssn) from customers c', ['~customers.ssn']],
    [
      'in the nearest scope',
      'select (select name from public.employees limit 1) from customers',
      ['~employees.name'],
    ],
  ])('%s', (_, text, expected) => {
    expect(outputsOf(text)).toEqual(expected)
  })
})

describe('a value derives', () => {
  it.each(
    [
      [
        'from what is computed with',
        "select email || ' ' || name from customers",
        ['~customers.email+customers.name'],
      ],
      ['from what is cast', 'select ssn::bytea from customers', ['~customers.ssn']],
      [
        'from the arguments of a function',
        'select upper(substr(email, 1, 3)) from customers',
        ['~customers.email'],
      ],
      [
        'from the arguments of an aggregate',
        "select string_agg(email, ',' order by id) from customers",
        ['~customers.email+customers.id'],
      ],
      [
        'from the order of WITHIN GROUP',
        'select mode() within group (order by email) from customers',
        ['~customers.email'],
      ],
      [
        'from the argument of a window function',
        'select lag(email) over (order by id) from customers',
        ['~customers.email'],
      ],
      [
        'from all of CASE',
        "select case when ssn like '1%' then name end from customers",
        ['~customers.ssn+customers.name'],
      ],
      ['from a comparison', "select email = 'x' from customers", ['~customers.email']],
      ['from COALESCE', 'select coalesce(email, ssn) from customers', ['~customers.email+customers.ssn']],
      ['from an array', 'select array[email, ssn] from customers', ['~customers.email+customers.ssn']],
      ['from a row', 'select row(email, id) from customers', ['~customers.email+customers.id']],
      ['from a part of an array', 'select tags[1] from customers', ['~customers.tags']],
      ['from a field of JSON', "select profile->>'email' from customers", ['~customers.profile']],
      ['from a whole row', 'select c from customers c', [row]],
      ['from a whole row as JSON', 'select row_to_json(c) from customers c', [row]],
      ['from a whole row as text', 'select c::text from customers c', [row]],
      ['from a whole row by the name of a function', 'select c.row_to_json from customers c', [row]],
      ['from a whole row by star', 'select row(c.*) from customers c', [row]],
      ['from a whole row by the name of the table', 'select customers from customers', [row]],
      ['from a sub-select', 'select (select max(email) from customers)', ['~customers.email']],
      ['from ARRAY', 'select array(select ssn from customers)', ['~customers.ssn']],
      ['from IN', "select 'x' in (select ssn from customers)", ['~customers.ssn']],
      [
        'from both sides of a UNION',
        'select email from customers union select status from public.orders',
        ['~customers.email+orders.status'],
      ],
      [
        'from both sides of EXCEPT',
        'select email from customers except select name from public.employees',
        ['~customers.email+employees.name'],
      ],
      ['from VALUES', 'values (1, (select ssn from customers)), (2, null)', ['', '~customers.ssn']],
      [
        'from both sides of USING',
        'select id from customers join public.orders using (id)',
        ['~customers.id+orders.id'],
      ],
      [
        'from both sides of NATURAL',
        'select id from customers natural join public.orders',
        ['~customers.id+orders.id'],
      ],
      ['from a function in FROM', 'select t from customers c, unnest(c.tags) t', ['~customers.tags']],
      [
        'from a function in FROM with columns',
        'select j.value, k from customers c, jsonb_each_text(c.profile) as j (k)',
        ['~customers.profile', '~customers.profile'],
      ],
      [
        'from functions side by side',
        'select * from customers c, rows from (unnest(c.tags), generate_series(1, 2)) as r (a, b)',
        [...everyColumn.map((each) => `=${each}`), '~customers.tags', ''],
      ],
      [
        'from a function with a column list',
        'select x.a from customers c, jsonb_to_record(c.profile) as x (a text, b int)',
        ['~customers.profile'],
      ],
      [
        'from a document',
        "select j.e from customers c, json_table(c.profile, '$' columns (e text path '$.email')) j",
        ['~customers.profile'],
      ],
      [
        'around a recursion',
        'with recursive r (a, b) as (select id, name from customers union all select a, email from r join customers on true) select a, b from r',
        ['=customers.id', '~customers.name+customers.email'],
      ],
      [
        'around a recursion that moves it',
        'with recursive r (a, b, c) as (select id, 0, 0 from customers union all select b, c, id from r join customers on true) select * from r',
        ['~customers.id', '~customers.id', '~customers.id'],
      ],
      ['from a field of a value', 'select (c).email from customers c', [row]],
    ].map(([title, text, expected]) => [title, text, expected] as const),
  )('%s', (_, text, expected) => {
    expect(outputsOf(String(text))).toEqual(expected)
  })
})

describe('nothing of a table is in', () => {
  it.each([
    ['a count', 'select count(*), count(email), count(distinct ssn) from customers', ['', '', '']],
    ['a constant', "select 1, 'x', null, $1 from customers", ['', '', '', '']],
    ['what a query asks of existence', 'select exists (select 1 from customers)', ['']],
    ['a system column', 'select ctid, c.xmin from customers c', ['', '']],
    ['a number of the row', 'select row_number() over () from customers', ['']],
    ['the ordinality', "select o from unnest(array['a']) with ordinality as u (v, o)", ['']],
    ["the server's own text", 'explain analyze select email from customers', ['']],
    ['a setting', 'show work_mem', ['']],
    ['the settings', 'show all', ['', '', '']],
  ] as const)('%s', (_, text, expected) => {
    expect(outputsOf(text)).toEqual(expected)
  })
})

describe('what gives rows back', () => {
  it.each([
    [
      'INSERT',
      "insert into public.orders (id) values (1) returning id, status || '!'",
      ['=orders.id', '~orders.status'],
    ],
    [
      'UPDATE of two tables',
      'update public.orders o set total = 1 from public.employees e returning e.salary, *',
      [
        '=employees.salary',
        '=orders.id',
        '=orders.customer_id',
        '=orders.total',
        '=orders.status',
        '=employees.id',
        '=employees.name',
        '=employees.salary',
      ],
    ],
    ['DELETE', 'delete from customers returning ssn', ['=customers.ssn']],
    ['DELETE with the row before', 'delete from customers returning old.ssn', ['=customers.ssn']],
    [
      'UPDATE with names for both rows',
      "update customers set ssn = '' returning with (old as o, new as n) o.ssn, n.*",
      ['=customers.ssn', ...everyColumn.map((each) => `=${each}`)],
    ],
    [
      'MERGE, its source first',
      'merge into public.orders o using public.employees e on e.id = o.id when matched then delete returning merge_action(), *',
      [
        '',
        '=employees.id',
        '=employees.name',
        '=employees.salary',
        '=orders.id',
        '=orders.customer_id',
        '=orders.total',
        '=orders.status',
      ],
    ],
    [
      'a WITH query that writes',
      'with d as (delete from customers returning ssn as x) select x from d',
      ['=customers.ssn'],
    ],
    ['COPY of a table', 'copy customers to stdout', everyColumn.map((each) => `=${each}`)],
    ['COPY of columns', 'copy customers (ssn, id) to stdout', ['=customers.ssn', '=customers.id']],
    ['COPY of a query', 'copy (select upper(ssn) from customers) to stdout', ['~customers.ssn']],
    ['PREPARE, for later', 'prepare p as select ssn from customers', ['=customers.ssn']],
    ['DECLARE, for later', 'declare c cursor for select ssn from customers', ['=customers.ssn']],
  ] as const)('%s', (_, text, expected) => {
    expect(outputsOf(text)).toEqual(expected)
  })

  it.each([
    [
      'INSERT of a query',
      'insert into public.orders (status) select ssn from customers returning status, id',
      ['~orders.status+customers.ssn', '=orders.id'],
    ],
    [
      'INSERT of a query in the order of the table',
      'insert into public.orders select 1, 2, 3, ssn from customers returning *',
      ['=orders.id', '=orders.customer_id', '=orders.total', '~orders.status+customers.ssn'],
    ],
    [
      'an upsert',
      'insert into public.orders (id, status) select id, ssn from customers on conflict (id) do update set total = length(excluded.status) returning total',
      ['~orders.total+orders.status+customers.ssn'],
    ],
    [
      'UPDATE',
      'update public.orders o set status = c.ssn from customers c returning o.status, old.status, new.status',
      ['~orders.status+customers.ssn', '=orders.status', '~orders.status+customers.ssn'],
    ],
    [
      'UPDATE of several at once',
      'update public.orders set (status, total) = (select ssn, id from customers) returning total',
      ['~orders.total+customers.ssn+customers.id'],
    ],
    [
      'MERGE',
      'merge into public.orders o using customers c on true when not matched then insert (id, status) values (c.id, c.ssn) returning o.status',
      ['~orders.status+customers.ssn'],
    ],
    [
      'a query that could be anything',
      'insert into public.orders (status) select report() returning status',
      null,
    ],
  ])('%s, with what was put there', (_, text, expected) => {
    expect(outputsOf(text)).toEqual(expected)
  })

  it.each([
    'insert into public.orders values (1)',
    'delete from customers',
    'select ssn into copy from customers',
    'select ssn into copy from customers union select ssn from customers',
    'create table copy as table customers',
    'copy customers from stdin',
    'drop table customers',
    'begin',
    'move all in c',
  ])('not: %s', (text) => {
    expect(outputsOf(text)).toEqual([])
  })
})

describe('it cannot be told', () => {
  it.each([
    ["what somebody's function gives", 'select report()'],
    ["what somebody's function gives among others", 'select id, report() from customers'],
    ["what somebody's function gives in FROM", 'select * from report()'],
    ["what somebody's function gives of a row", 'select c.cleanup from customers c'],
    ['what a function gives that reads by name', "select table_to_xml('customers', true, true, '')"],
    ["what somebody's operator gives", 'select ssn operator(evil.+) 1 from customers'],
    ['a table that the catalogue does not have', 'select * from nowhere'],
    ['a column of such a table', 'select secret from nowhere'],
    ['a column that is not there', 'select secret from customers'],
    ['which of two tables of different columns is meant', 'select * from employees'],
    ['what a prepared statement gives', 'execute p'],
    ['what a cursor gives', 'fetch c'],
    ['what a procedure gives', 'call report()'],
    ['what statistics hold', 'select most_common_vals from pg_stats'],
    ['what a view computes by a function', 'select secret from opaque'],
    ['a view that reads itself', 'select * from endless'],
    ['a view that our grammar does not know', 'select * from newer'],
    ['sides that do not fit', 'select 1 union select 1, 2'],
    ['the columns of a type', "select * from json_populate_record(null::customers, '{}')"],
    ['the fields of a value', "select (json_populate_record(null::customers, '{}')).*"],
  ])('%s', (_, text) => {
    expect(outputsOf(text)).toBeNull()
  })

  it('but the other columns of such a view can', () => {
    expect(outputsOf('select id from opaque')).toEqual(['=customers.id'])
  })

  it('nor how much work would be too much', () => {
    const doubling = Array.from(
      { length: 30 },
      (_, index) => `a${index + 1} as (select x.* from a${index} x, a${index} y)`,
    )
    const text = `with a0 as (table customers), ${doubling.join(', ')} select * from a30 x, a30 y`
    const wide = `with a0 as (table customers), ${doubling.join(', ').replaceAll('x.*', 'x.*, y.*')} select * from a30`
    expect(cpuTimeOf(() => outputsOf(text))).toBeLessThan(1500)
    expect(cpuTimeOf(() => expect(outputsOf(wide)).toBeNull())).toBeLessThan(1500)
  })
})

describe('work has a limit', () => {
  it.each([
    [
      'whole rows of whole rows',
      (inner: string) => `select row(x, y) as r, x, y from (${inner}) x, (${inner}) y`,
    ],
    [
      'recursion in recursion',
      (inner: string) =>
        `with recursive r(a, b) as (select 1, 2 union all select b, a from r, (${inner}) x) select a, b from r`,
    ],
    ['joins of joins', (inner: string) => `select * from (${inner}) x natural join (${inner}) y`],
  ])('in %s', (_, wrap) => {
    const text = Array.from({ length: 9 }).reduce<string>((inner) => wrap(inner), 'select * from customers')
    expect(cpuTimeOf(() => outputsOf(text))).toBeLessThan(3000)
  })

  it('in names that each look through thousands of tables', () => {
    const from = `from customers c0${Array.from({ length: 1900 }, (_, index) => `, customers c${index + 1}`).join('')}`
    const read = () =>
      analyse(`select row(${'email, '.repeat(20_000)}1), ${'c1.email, '.repeat(10_000)}1 ${from}`, shop)
    expect(cpuTimeOf(read)).toBeLessThan(3000)
  })

  it('in sources that each column of thousands has', () => {
    const wide = Array.from({ length: 1600 }, (_, index) => `c${index}`)
    const catalogue = {
      ...shop,
      relations: [{ ...shop.relations[0], name: 'wide', columns: wide } as Relation],
    }
    const text = `select ${'row_to_json(w), '.repeat(1500)}1 from wide w`
    const read = () => expect(analyse(text, catalogue).statements[0]?.outputs).toBeNull()
    expect(cpuTimeOf(read)).toBeLessThan(3000)
  })
})

describe('a name that a search_path chooses', () => {
  it('derives from each table that it may mean', () => {
    expect(outputsOf('select total from orders')).toEqual(['~orders.total+archive.orders.total'])
  })
})

describe('relations', () => {
  it.each([
    ['a table', 'select 1 from customers', ['public.customers']],
    [
      'a view and what it reads',
      'select 1 from contacts_of_contacts',
      ['public.contacts_of_contacts', 'public.contacts', 'public.customers'],
    ],
    ['what is written', 'delete from public.orders using customers', ['public.orders', 'public.customers']],
    ['the plain name where there is a dot', 'select 1 from "odd.name"', ['public.odd.name']],
    ['nothing of a WITH query', 'with x as (select 1) select * from x', []],
  ] as const)('%s', (_, text, expected) => {
    expect(analyse(text, shop).statements[0]?.relations).toEqual(expected)
  })

  it.each([
    ["somebody's function may read", 'select report()'],
    ["somebody's operator may read", 'select 1 operator(evil.+) 1'],
    ['a function that reads by name may read', "select table_to_xml('customers', true, true, '')"],
    ['a view that calls a function may read', 'select id from opaque'],
    ['a view that our grammar does not know may read', 'select id from newer'],
    ['a relation that the catalogue does not have may read', 'select id from nowhere'],
    ['a procedure may read', 'call report()'],
    ['a block may read', 'do $$ begin end $$'],
    ['what was not understood may read', `select 1${'+1'.repeat(5000)}`],
  ])('are all where %s', (_, text) => {
    const { relations } = shop
    const own = relations.filter(({ schema }) => schema !== 'pg_catalog')
    const found = analyse(text, shop).statements[0]?.relations
    expect(found).toEqual(expect.arrayContaining(own.map(({ schema, name }) => `${schema}.${name}`)))
  })
})

describe('behind a change in the same message', () => {
  it.each([
    ['create view v as select ssn from customers'],
    ['drop view contacts'],
    ['select report()'],
    ['do $$ begin end $$'],
  ])('%s; nothing can be told', (change) => {
    const { statements } = analyse(`${change}; select id from contacts; begin`, shop)
    expect(statements[1]?.outputs).toBeNull()
    expect(statements[1]?.relations).toContain('public.employees')
    expect(statements[2]?.outputs).toEqual([])
  })

  it('and all can behind what changes no relation', () => {
    const { statements } = analyse(
      'delete from public.orders; set search_path = x; select ssn from customers',
      shop,
    )
    expect(statements[2]).toMatchObject({ relations: ['public.customers'], outputs: [{ direct: true }] })
  })
})

describe('what is written', () => {
  it.each([
    ['nothing by a query', 'select ssn from customers', []],
    ['nothing of any column', "insert into public.orders values (1, 2, 3, 'x')", []],
    [
      'by INSERT',
      'insert into public.orders (status) select ssn from customers',
      ['orders.status < customers.ssn'],
    ],
    [
      'by INSERT into what is unknown',
      'insert into copies select ssn from customers',
      ['copies.? < customers.ssn'],
    ],
    ['by UPDATE', 'update customers set name = ssn', ['customers.name < customers.ssn']],
    [
      'by MERGE',
      'merge into public.orders o using customers c on true when matched then update set status = c.ssn',
      ['orders.status < customers.ssn'],
    ],
    [
      'by SELECT INTO',
      'select id, upper(ssn) as s into copies from customers',
      ['copies.id < customers.id', 'copies.s < customers.ssn'],
    ],
    [
      'by CREATE TABLE AS',
      'create temp table copies (a) as select ssn from customers',
      ['pg_temp.copies.a < customers.ssn'],
    ],
    [
      'by CREATE MATERIALIZED VIEW',
      'create materialized view m as select ssn from customers',
      ['m.ssn < customers.ssn'],
    ],
    [
      'by a WITH query that nobody names',
      'with w as (insert into public.orders (status) select ssn from customers) select 1',
      ['orders.status < customers.ssn'],
    ],
    [
      'by a WITH query of an earlier one',
      'with s as (select ssn as x from customers), w as (insert into public.orders (status) table s) select 1',
      ['orders.status < customers.ssn'],
    ],
    [
      'by EXPLAIN ANALYZE',
      'explain analyze insert into public.orders (status) select ssn from customers',
      ['orders.status < customers.ssn'],
    ],
    [
      'by PREPARE',
      'prepare p as insert into public.orders (status) select ssn from customers',
      ['orders.status < customers.ssn'],
    ],
    [
      'by COPY of a query',
      'copy (update customers set name = ssn returning 1) to stdout',
      ['customers.name < customers.ssn'],
    ],
    ['in a way that cannot be told', 'insert into public.orders (status) select report()', null],
    ['by what was prepared', 'create table t as execute p', null],
  ] as const)('%s', (_, text, expected) => {
    const writes = analyse(text, shop).statements[0]?.writes
    const short = (name: string) => name.replace(/^public\./, '')
    expect(
      writes?.map(({ target, sources }) => `${short(target)} < ${sources.map(short).join('+')}`) ?? null,
    ).toEqual(expected)
  })
})
