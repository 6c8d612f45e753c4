import type { Attack } from './worlds.fixture'

const guess = "'078-05-1120'"

/** Attacks by what the server checks, builds or sorts for a client that never reads the column itself. */
const ATTACKS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  checks: [
    [
      `insert into gw.victim values (50, ${guess})`,
      'alter table gw.victim add foreign key (v) references gw.customers (ssn)',
      'delete from gw.victim where id < 50',
      'alter table gw.victim add foreign key (v) references gw.customers (ssn)',
    ],
    [
      'delete from gw.victim',
      `insert into gw.victim values (50, ${guess})`,
      'alter table gw.victim add constraint fk foreign key (v) references gw.customers (ssn) not valid',
      'alter table gw.victim validate constraint fk',
    ],
    [
      `alter table gw.customers add constraint c check (ssn <> ${guess}) not valid`,
      'alter table gw.customers validate constraint c',
      'update gw.customers set name = name where id = 1',
    ],
    [
      'create table gw.q (id int, ssn text, region text) partition by range (ssn)',
      'alter table gw.part detach partition gw.part_eu',
      "alter table gw.q attach partition gw.part_eu for values from ('0') to ('1')",
    ],
    [
      'create unique index on gw.big (ssn)',
      'alter table gw.big add unique (ssn)',
      'alter table gw.big add primary key (ssn)',
    ],
    ['alter table gw.big add exclude using btree (substr(ssn, 1, 3) with =)'],
    [
      "alter table gw.customers add column z int generated always as (case when ssn like '078%' then 1 end) stored",
      'select z from gw.customers',
    ],
    [
      'alter table gw.customers add column z int generated always as (length(email)) virtual',
      'select z from gw.customers',
    ],
  ],
  builds: [
    [
      "create index i on gw.customers (id) where ssn like '078%'",
      "select pg_relation_size('gw.i')",
      "select reltuples from pg_class where relname = 'i'",
    ],
    ["create index on gw.customers ((1 / (case when ssn like '078%' then 0 else 1 end)))"],
    [
      'create index s on gw.customers (ssn desc)',
      'cluster gw.customers using s',
      'select id, ctid from gw.customers',
    ],
    [
      'create materialized view gw.m as select id from gw.customers order by ssn',
      'select id, ctid from gw.m',
    ],
    [
      "create materialized view gw.m as select count(*) n from gw.customers where ssn like '078%' with no data",
      'refresh materialized view gw.m',
      'table gw.m',
    ],
    [
      'create table gw.l (like gw.customers including all)',
      'insert into gw.l table gw.customers',
      'select ssn from gw.l',
    ],
    [
      'create table gw.t (a int, s text)',
      'insert into gw.t select id, ssn from gw.customers',
      'alter table gw.t rename s to plain',
      'select plain from gw.t',
    ],
    [
      'create view gw.w with (security_barrier) as select id, reverse(email) r from gw.customers',
      'select r from gw.w',
    ],
    [
      'create or replace view gw.v_victim as select id, (select ssn from gw.customers where id = 1) v from gw.victim',
      'select v from gw.v_victim',
    ],
    [
      'create recursive view gw.rv (n, s) as select 1, ssn from gw.customers where id = 1 union all select n + 1, s from rv where n < 2',
      'select s from gw.rv',
    ],
    ['create table gw.x as table gw.part_eu', 'table gw.x'],
  ],
  forms: [
    [
      "select json_value(to_jsonb(c), '$.ssn'), json_query(to_jsonb(c), '$.profile') from gw.customers c",
      'select json_exists(profile, \'$ ? (@.ssn starts with "219")\') from gw.customers',
    ],
    [
      "select pg_input_is_valid(ssn, 'int'), pg_input_is_valid(ssn, 'date') from gw.customers",
      "select * from pg_input_error_info((select ssn from gw.customers where id = 1), 'int')",
    ],
    [
      "select xmlforest(ssn as a), xmlpi(name x, ssn), xpath('/a/text()', xmlelement(name a, email)) from gw.customers",
    ],
    [
      'select * from rows from (generate_series(1, 2), unnest(array(select ssn from gw.customers order by id))) with ordinality',
    ],
    [
      'select range_agg(daterange(dob, dob, $$[]$$)), max(dob), min(card), bit_xor(card) from gw.customers',
      'select daterange(min(dob), max(dob)) @> date $$1975-03-14$$ from gw.customers',
    ],
    [
      'select any_value(ssn), percentile_disc(0) within group (order by ssn), corr(card, id), stddev(card) from gw.customers',
    ],
    [
      'select id from gw.customers order by ssn using >',
      'select id from gw.customers order by email collate "C" desc',
      'select id from gw.customers order by (addr).zip',
    ],
    [
      'select 1 from gw.customers tablesample bernoulli ((select ascii(substr(ssn, 2, 1)) from gw.customers where id = 1))',
    ],
    [
      "select id, case phone when '+1-202-555-0143' then 'yes' else 'no' end, nullif(phone, '+1-202-555-0143') from gw.customers",
    ],
    [
      "select jsonb_strip_nulls(to_jsonb(array_agg(c))) -> 0 -> 'ssn' from gw.customers c",
      "select to_jsonb(c) - 'name' from gw.customers c",
      'select jsonb_pretty(to_jsonb(c)) from gw.customers c',
    ],
    [
      'select (jsonb_populate_record(null::gw.customers, to_jsonb(c))).ssn from gw.customers c',
      'select (json_populate_recordset(null::gw.part, json_agg(p))).ssn from gw.part p',
    ],
    [
      "select g from gw.customers, generate_series(dob, dob + 1, interval '1 day') g where id = 1",
      "select date_bin('1 day', dob, '1970-01-01'), to_char(dob, 'J'), make_date(1, 1, 1) + (dob - date '1970-01-01') from gw.customers",
    ],
    [
      "select starts_with(ssn, '078'), ssn ^@ '078', ssn similar to '078%', ssn ~~* '078%', regexp_like(ssn, '^078'), position('078' in ssn) from gw.customers",
    ],
    [
      "select tags[1:2], cardinality(tags), array_position(tags, 'ssn:457-55-5462'), array_to_string(tags, ','), tags || '{}'::text[] from gw.customers where id = 1",
    ],
    [`select ts_headline(ssn, to_tsquery('078')), ssn::tsvector @@ ${guess} from gw.customers`],
  ],
  moves: [
    [
      "merge into gw.customers c using (values (1)) v(i) on c.id = v.i when matched and c.ssn like '078%' then update set name = 'hit' returning merge_action(), c.name",
      'select name from gw.customers',
    ],
    [
      "merge into gw.victim v using (select 1 i) s on v.id = s.i and exists (select from gw.customers where ssn like '078%') when matched then delete",
      'select count(*) from gw.victim',
    ],
    ["update gw.customers set region = 'x' where id = 1 returning with (old as o, new as n) o.ssn, n.*"],
    [
      'update gw.customers c set notes = o.customer_ssn from gw.orders o where o.customer_id = c.id returning c.notes',
    ],
    [
      'begin',
      'declare k cursor for select id from gw.customers order by ssn',
      'move 1 in k',
      'fetch 1 from k',
      "update gw.customers set notes = 'here' where current of k",
      'select id from gw.customers where notes = $$here$$',
      'rollback',
    ],
    ['insert into gw.victim (id, v) values (60, (select ssn from gw.customers where id = 1)) returning v'],
    [
      'with s as materialized (select ssn from gw.customers where id = 1) insert into gw.victim select 61, ssn from s returning length(v), v',
    ],
    [
      'copy gw.victim from stdin where exists (select 1)',
      'copy (select * from gw.v_customers order by national_id) to stdout (format csv, force_quote *)',
    ],
    [
      "delete from gw.orders o where not exists (select from gw.customers c where c.ssn = o.customer_ssn and c.ssn like '078%')",
      'select count(*) from gw.orders',
    ],
    [
      "set local a.b = 'x'",
      "select set_config('application_name', ssn, false) from gw.customers where id = 1",
      'show application_name',
    ],
    [
      'prepare z as select * from gw.customers where ssn > $1',
      "execute z('078-05-1119')",
      "create temp table zz as execute z('0')",
      'select name from zz',
    ],
  ],
}

export const FURTHER_ATTACKS: readonly Attack[] = Object.entries(ATTACKS).flatMap(([group, list]) =>
  list.map((sql, at): Attack => ({ id: `${group} ${at + 1}`, title: sql[0] ?? '', sql })),
)
