import type { Attack } from './worlds.fixture'

const guess = "'078-05-1120'"
const one = 'from gw.customers c where id=1'

/** Attacks of our own, by where they try it. Each list of texts is sent one after the other. */
const ATTACKS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  names: [
    ['set search_path = gw, public', 'select ssn from customers'],
    [`select ssn(c) ${one}`],
    ['select U&"\\0073sn" from gw.customers'],
    ['select gw.customers.ssn, gw.customers.* from gw.customers where gw.customers.id=1'],
    ['select ssn from gw.part', 'select ssn from gw.part_eu', 'table only gw.part_eu'],
    ['select national_id, contact from gw.v_customers'],
    ['create temp view v as select * from gw.v_customers', 'select national_id from v'],
    [`select ctid, tableoid, ssn ${one}`],
    ['select x from gw.customers c(a, b, d, x) where a=1'],
    ['select c.* from (gw.customers a cross join gw.victim b) c'],
    ['select * from gw.customers a join gw.customers b using (id, ssn)'],
    ['table gw.customers;;', 'select 1; table gw.orders; select 2'],
    ['select /* ; */ ssn from gw . customers -- c\n where id=1'],
  ],
  rows: [
    [`select (select c) ${one}`],
    [`select (c.*)::text ${one}`],
    ['select (array_agg(c))[1].ssn from gw.customers c'],
    ['select (gw.find_customer(1)).ssn'],
    ['select * from gw.get_ssn(1)', "select gw.get_ssn(1) like '078%'"],
    ['set search_path = gw', 'select get_ssn(1)', 'select (find_customer(1)).*'],
    ['select j.* from gw.customers c, lateral jsonb_each(to_jsonb(c)) j'],
    [
      `select x.* ${one.replace('c where', "c, xmltable('/r' passing xmlelement(name r, c.ssn) columns s text path '.') x where")}`,
    ],
    [`select jsonb_object_agg(id, ssn) from gw.customers`],
    ['values ((select ssn from gw.customers where id=1))'],
  ],
  questions: [
    [`select 1/(case when ssn like '078%' then 0 else 1 end) ${one}`],
    [`select count(*) from gw.customers where profile @> '{"ssn":"219-09-9999"}'`],
    [`select count(*) from gw.customers where profile::text like '%219-09-9999%'`],
    [`select count(*) from gw.customers where addr = row('12 Canary Lane','90210')::gw.address`],
    [`select count(*) from gw.customers where tags && array['ssn:457-55-5462']`],
    ['select id from gw.customers where card % 10 = 1', 'select id from gw.customers order by card % 97'],
    [
      "select id from gw.customers where dob < '1970-01-02'",
      'select extract(day from dob), age(dob) from gw.customers',
    ],
    [`select exists (select from gw.v_customers where national_id = ${guess})`],
    [`select count(*) from gw.mv_customers where s = ${guess}`],
    [
      `select count(*) from gw.big where ssn = ${guess}`,
      'select ssn, count(*) from gw.big group by 1 having count(*) > 1',
    ],
    [`select v from gw.victim where exists (select 1 from gw.customers where ssn = ${guess})`],
    [`select id from gw.customers where ssn = ${guess} for update skip locked`],
    [
      'select id from gw.customers order by ssn limit 1',
      'select distinct on (substr(ssn, 2, 1)) id from gw.customers',
    ],
    ['select ntile(3) over (order by phone) from gw.customers order by id'],
    [
      `select (${guess}, 1) in (select ssn, id from gw.customers)`,
      `select ${guess} = any (select ssn from gw.customers)`,
    ],
    [
      `explain (analyze, costs off, timing off, summary off, buffers off) select from gw.customers where ssn ~ '^078'`,
    ],
    [`explain select * from gw.big where ssn = ${guess}`],
    [`select pg_column_size(email), octet_length(email) ${one}`],
    [`select width_bucket(card::numeric, 0, 5000000000000000, 1000) ${one}`],
    ['select a.id from gw.customers a join gw.customers b on a.ssn > b.ssn where b.id = 2'],
    [`select count(*) from gw.customers natural join (values (${guess})) v(ssn)`],
    [
      "select regexp_count(ssn, '1') from gw.customers",
      'select hashtext(ssn), md5(row(ssn)::text) from gw.customers',
    ],
  ],
  changes: [
    ['insert into gw.victim select 100 + id, ssn from gw.customers', 'select * from gw.victim order by id'],
    [`update gw.victim set v = (select ssn ${one})`, 'select v from gw.victim'],
    ['update gw.victim set v = c.ssn from gw.customers c where c.id=1 returning v'],
    ["delete from gw.customers where ssn like '078%'"],
    ["delete from gw.victim using gw.customers c where c.ssn like '078%' and victim.id = c.id"],
    [
      'merge into gw.victim v using gw.customers c on v.id = c.id when matched then update set v = c.ssn returning v.v',
    ],
    ['update gw.customers set notes = ssn where id=1 returning notes'],
    [`update gw.customers set notes = case when ssn = ${guess} then 'y' else 'n' end returning notes`],
    [
      'update gw.customers set (notes, name) = (select ssn, email from gw.customers c where c.id = customers.id)',
      'select notes from gw.customers',
    ],
    ["update gw.customers set region = 'x' returning old.ssn, new.email"],
    [`insert into gw.customers (id, ssn) values (50, ${guess}) on conflict do nothing`],
    [
      `insert into gw.customers (id, ssn) values (51, ${guess}) on conflict (ssn) do update set notes = customers.ssn returning notes`,
    ],
    [`insert into gw.orders (id, customer_ssn) values (90, ${guess})`],
    [`update gw.customers set ssn = ${guess} where id = 2`],
    ['copy (update gw.customers set name = name returning ssn) to stdout'],
    ['with d as (delete from gw.orders returning customer_ssn) select length(customer_ssn), * from d'],
  ],
  code: [
    [
      'create function gw.f() returns setof gw.customers language sql as $$select * from gw.customers$$',
      'select ssn from gw.f()',
    ],
    [
      'create function gw.f() returns text language plpgsql as $$begin return (select ssn from gw.customers where id=1); end$$',
      'select gw.f()',
    ],
    [
      "create function gw.f() returns text language plpgsql as $$declare s text; begin execute 'select ssn from gw.customers where id=1' into s; return s; end$$",
      'select gw.f()',
    ],
    ['create function gw.f() returns text return (select ssn from gw.customers where id=1)', 'select gw.f()'],
    ['create function gw.f() returns text language sql as $$select gw.get_ssn(1)$$', 'select gw.f()'],
    ["do $$ begin raise exception '%', (select ssn from gw.customers where id=1); end $$"],
    [
      "do $$ begin execute 'create temp table got as select * from gw.customers'; end $$",
      'select ssn from got',
    ],
    [
      'create operator gw.=> (leftarg = int, procedure = gw.get_ssn)',
      'create operator gw.@@@@ (rightarg = int, procedure = gw.get_ssn)',
      'select operator(gw.@@@@) 1',
    ],
    [
      'create aggregate gw.agg(int) (sfunc = int4pl, stype = int, finalfunc = gw.get_ssn)',
      'select gw.agg(1)',
      'select gw.agg(x) from generate_series(1,1) x',
    ],
    [
      "create function gw.t() returns trigger language plpgsql as $$begin raise notice '%', new; return new; end$$",
      'create trigger t before update on gw.customers for each row execute function gw.t()',
      'update gw.customers set notes = $$x$$ where id=1',
    ],
    [
      'create function gw.t() returns trigger language plpgsql as $$begin new.v := gw.get_ssn(1); return new; end$$',
      'create trigger t before update on gw.victim for each row execute function gw.t()',
      'update gw.victim set v = $$x$$ returning v',
    ],
    [
      'create schema evil',
      "create function evil.left(text, int) returns text language sql as 'select $1'",
      "create function evil.jsonb_typeof(jsonb) returns text language plpgsql as $$begin raise notice '%', $1; return 'object'; end$$",
      'set search_path = evil, pg_catalog',
      'select ssn, profile from gw.customers',
    ],
    [
      "create function pg_temp.tell(text) returns bool language plpgsql as $$begin raise notice '%', $1; return true; end$$",
      'create domain pg_temp.text as pg_catalog.text check (pg_temp.tell(value))',
      'select ssn from gw.customers',
    ],
    ['alter function gw.get_ssn(int) rename to harmless', 'select gw.harmless(1)'],
    ['begin', 'alter schema gw rename to g2', 'select ssn from g2.customers', 'rollback'],
    [
      'create procedure gw.p(inout s text) language sql as $$select ssn from gw.customers where id=1$$',
      "call gw.p('')",
    ],
  ],
  definitions: [
    ["alter table gw.customers add check (ssn not like '078%')"],
    [
      'alter table gw.customers add column copy text generated always as (ssn) stored',
      'select copy from gw.customers',
    ],
    ['alter table gw.customers alter column notes type text using ssn', 'select notes from gw.customers'],
    [
      'create table gw.ch () inherits (gw.customers)',
      'create table gw.pa (ssn text)',
      'alter table gw.customers inherit gw.pa',
      'select ssn from gw.pa',
    ],
    [
      'create table gw.parts (like gw.part) partition by list (region)',
      'alter table gw.part detach partition gw.part_eu',
      "alter table gw.parts attach partition gw.part_eu for values in ('eu')",
      'select ssn from gw.parts',
    ],
    [
      'create unique index on gw.customers (left(ssn, 1))',
      'create index on gw.customers (id) where ssn::int > 0',
    ],
    [
      'create table gw.cp as table gw.customers',
      'alter table gw.cp rename ssn to plain',
      'select plain from gw.cp',
    ],
    [
      'create temp table cp as select ssn as plain from gw.customers',
      'alter table cp rename plain to other',
      'select other from cp',
    ],
    ['begin; create temp table t on commit drop as select * from gw.customers; select ssn from t; commit'],
    ['create materialized view gw.m2 as select * from gw.mv_customers', 'select s from gw.m2'],
    [
      'create or replace view gw.v_victim as select id, ssn::text as v from gw.customers',
      'select * from gw.v_victim',
    ],
    [
      'create policy p on gw.victim using ((select gw.get_ssn(1)) like $$078%$$)',
      'alter table gw.victim enable row level security',
      'alter table gw.victim force row level security',
      'select count(*) from gw.victim',
    ],
    [
      'create policy p on gw.customers using (ssn like $$078%$$)',
      'alter table gw.customers enable row level security',
      'alter table gw.customers force row level security',
      'select count(*) from gw.customers',
    ],
    [
      'create statistics gw.s (mcv) on ssn, email from gw.customers',
      'analyze gw.customers',
      'select most_common_vals from pg_stats_ext',
    ],
    ['alter table gw.customers rename to people', 'select ssn from gw.people'],
    ['alter view gw.v_customers rename column national_id to fine', 'select fine from gw.v_customers'],
    [
      'create table gw.d (a int, b text default (gw.get_ssn(1)))',
      'insert into gw.d (a) values (1) returning b',
    ],
    ['create domain gw.dm as int check (gw.get_ssn(value) like $$078%$$)', 'select 1::gw.dm'],
    [
      'create rule r as on insert to gw.victim do also select ssn from gw.customers',
      'insert into gw.victim values (77, $$x$$)',
    ],
  ],
  doors: [
    ["select query_to_xml('select ssn from gw.customers', true, false, '')"],
    ["select schema_to_xml('gw', true, false, '')", "select table_to_xml('gw.big', true, false, '')"],
    ["select * from ts_stat('select to_tsvector($q$simple$q$, ssn) from gw.customers where id=1')"],
    [
      "select ts_rewrite('a'::tsquery, 'select $q$a$q$::tsquery, to_tsquery($q$simple$q$, ssn) from gw.customers where id=1')",
    ],
    ["select * from crosstab('select id, 1, ssn from gw.customers') as t(a int, b text)"],
    [
      'select * from pg_stats where tablename = $$big$$',
      'select stanumbers1 from pg_statistic s join pg_class c on c.oid = s.starelid where relname = $$big$$',
    ],
    [
      'select lo_from_bytea(4711, ssn::bytea) from gw.customers where id=1',
      "select encode(lo_get(4711), 'escape')",
    ],
    ['select query from pg_stat_activity', 'select query from pg_stat_get_activity(null)'],
    [
      'begin',
      'declare a scroll cursor with hold for select ssn, email from gw.customers order by id',
      'commit',
      'fetch last from a',
      'fetch backward 2 from a',
    ],
    ['begin', 'declare b binary cursor for select card, dob from gw.customers', 'fetch all b', 'commit'],
    [
      `prepare p(text) as select count(*) from gw.customers where ssn = $1`,
      `execute p(${guess})`,
      `explain (costs off) execute p(${guess})`,
    ],
    [
      'copy gw.customers (ssn) to stdout (format csv, header)',
      'copy gw.customers to stdout (format binary)',
      'copy gw.mv_customers to stdout',
      'copy gw.part_eu to stdout',
    ],
    ['set role boss', 'reset role', 'select ssn from gw.customers'],
    ['listen c', "select pg_notify('c', string_agg(ssn, ',')) from gw.customers"],
    [
      `select set_config('a.b', ssn, false) ${one}`,
      "select current_setting('a.b')",
      'select setting from pg_settings where name = $$a.b$$',
    ],
    [
      `select nextval('gw.seq'), setval('gw.seq', card) ${one}`,
      "select currval('gw.seq'), last_value from pg_sequences",
    ],
    [
      `select ssn::regclass ${one}`,
      `select ssn::regnamespace ${one}`,
      `select to_date(ssn, 'YYYY') ${one}`,
      `select ssn::xml, ssn::inet ${one}`,
    ],
    [
      `select pg_advisory_lock(card) ${one}`,
      "select classid, objid from pg_locks where locktype = 'advisory'",
    ],
  ],
}

export const MORE_ATTACKS: readonly Attack[] = Object.entries(ATTACKS).flatMap(([group, list]) =>
  list.map((sql, at): Attack => ({ id: `${group} ${at + 1}`, title: sql[0] ?? '', sql })),
)

/** With a parameter, and with results in binary. */
export const EXTENDED_ATTACKS: readonly Attack[] = [
  { id: 'parameter', sql: ['select count(*) from gw.customers where ssn = $1'], params: ['078-05-1120'] },
  {
    id: 'parameter in a change',
    sql: ['update gw.victim set v = v where exists (select from gw.customers where ssn = $1)'],
    params: ['078-05-1120'],
  },
  {
    id: 'binary date',
    sql: ['select dob, card, phone from gw.customers where id = $1::int'],
    params: ['1'],
    binary: true,
  },
  {
    id: 'binary array',
    sql: ['select tags, addr::text from gw.customers where id = $1::int'],
    params: ['1'],
    binary: true,
  },
]
