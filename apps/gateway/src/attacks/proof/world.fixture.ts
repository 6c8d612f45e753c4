/** Roles are the cluster's: these are ours alone, made anew for each run and removed after it. */
export const ROLES = ['proof_boss', 'proof_clerk'] as const

/** A database in which PostgreSQL does more than the statement says, in every way that we know. */
export const WORLD = `
  create role proof_boss; create role proof_clerk;
  create extension hstore; create extension dblink; create extension postgres_fdw; create extension citext;
  create schema gw; create schema other;
  grant usage on schema gw to proof_clerk;
  create function gw.add_up(int, int) returns int language sql as 'select 1';
  create table gw.victim (id int primary key, v text);
  create table gw.log (what text);
  create table gw.customers (id int primary key, name text, email text, ssn text, region text, profile jsonb);
  create table gw.orders (id int primary key, customer_id int references gw.customers, total numeric, status text);
  create table other.orders (id int primary key);
  create table gw.parent (id int primary key, v text);
  create table gw.child (id int, parent int references gw.parent on delete cascade on update cascade);
  create table gw.orphan (id int, parent int references gw.parent on delete set null on update cascade);
  create table gw.grandparent (id int primary key);
  create table gw.between (id int primary key references gw.grandparent on delete cascade);
  create table gw.grandchild (id int references gw.between on delete cascade);
  create table gw.guarded (id int, v text);
  create table gw.ruled (id int, v text);
  create table gw.part (id int, region text) partition by list (region);
  create table gw.part_eu partition of gw.part for values in ('eu');
  create table gw.part_us partition of gw.part for values in ('us');
  create table gw.part_new (id int, region text);
  create table gw.base (id int); create table gw.heir (extra text) inherits (gw.base);
  create table gw.private (id int, owner text);
  create table gw.stamped (id int generated always as identity, at timestamptz default now(), n int generated always as (7) stored);
  create sequence gw.seq; create type gw.mood as enum ('sad', 'glad'); create type gw.address as (street text, zip text);
  create type gw.span as range (subtype = int4);

  create function gw.cleanup() returns int language plpgsql as 'begin delete from gw.victim; return 1; end';
  create function gw.looks_pure(int) returns int language plpgsql immutable as $f$ begin perform gw.cleanup(); return $1; end $f$;
  create function gw.get_ssn(int) returns text language sql stable as 'select ssn from gw.customers where id = $1';
  create function gw.find_customer(int) returns setof gw.customers language sql stable as 'select * from gw.customers where id = $1';
  create function gw.deep() returns int language sql as 'select gw.cleanup()';
  create function gw.atomic() returns int language sql begin atomic; delete from gw.victim; select 1; end;
  create function gw.assigns() returns int language plpgsql as 'declare n int; begin n := gw.cleanup(); return n; end';
  create function gw.declares() returns int language plpgsql as 'declare n int := gw.cleanup(); begin return n; end';
  create function gw.dynamic() returns int language plpgsql as $f$ begin execute 'delete from ' || 'gw.victim'; return 1; end $f$;
  create function gw.loops() returns int language plpgsql as
    $f$ declare r record; begin for r in delete from gw.victim returning id loop null; end loop; return 1; end $f$;
  create function gw.in_handler() returns int language plpgsql as
    $f$ begin return 1 / 0; exception when division_by_zero then delete from gw.victim; return 2; end $f$;
  create function gw.calls_itself(n int) returns int language sql as 'select case when n > 0 then 1 end';
  create function gw.definer() returns int language sql security definer as 'delete from gw.victim; select 1';
  create function gw.sets_path() returns int language sql set search_path = gw as 'delete from victim; select 1';
  create function gw.defaulted(int default gw.cleanup()) returns int language sql as 'select $1';
  create function gw.many(variadic int[]) returns int language plpgsql as 'begin delete from gw.victim; return 1; end';
  create function gw.rows_of() returns setof int language plpgsql as
    'begin return query delete from gw.victim returning id; end';
  create function gw.abs(int) returns int language sql as 'delete from gw.victim; select 1';
  create procedure gw.clear() language sql as 'delete from gw.victim';
  create procedure gw.ends() language plpgsql as 'begin delete from gw.victim; end';
  create function gw.note() returns trigger language plpgsql as
    $f$ begin insert into gw.log values (tg_op); return coalesce(new, old); end $f$;
  create trigger note after insert or delete on gw.guarded for each row execute function gw.note();
  create function gw.note_statement() returns trigger language plpgsql as
    $f$ begin insert into gw.log values (tg_op); return null; end $f$;
  create table gw.emptied (id int);
  create trigger emptied after truncate on gw.emptied execute function gw.note_statement();
  create view gw.insteaded as select id, v from gw.parent;
  create function gw.instead() returns trigger language plpgsql as 'begin delete from gw.victim; return new; end';
  create trigger instead instead of insert on gw.insteaded for each row execute function gw.instead();
  create rule swap as on update to gw.ruled do instead delete from gw.victim;
  create rule also as on insert to gw.ruled do also insert into gw.log values (new.v);
  create table gw.counted (id int default gw.cleanup(), v text);
  create table gw.checked (id int check (gw.deep() > 0));
  create table gw.generated (id int, twice int generated always as (gw.looks_pure(id)) stored);
  create table gw.indexed (id int); create index indexed_on on gw.indexed (gw.looks_pure(id));
  create domain gw.odd as int check (gw.cleanup() > 0);
  create table gw.domained (id gw.odd);
  create domain gw.odder as gw.odd; create table gw.oddest (id gw.odder[]);
  create view gw.shows as select gw.cleanup() as n;
  create view gw.simple as select id, v from gw.victim;
  create view gw.twice as select * from gw.shows;
  create view gw.v_customers as select id, name, ssn as national_id from gw.customers;
  create view gw.filtered as select id, v from gw.victim where gw.cleanup() > 0;
  create materialized view gw.mv as select id, upper(v) as v from gw.parent;
  create materialized view gw.mv_calls as select gw.add_up(id, 1) as n from gw.parent with no data;
  create unique index mv_id on gw.mv (id);

  create function gw.same(int, text) returns bool language plpgsql as 'begin delete from gw.victim; return true; end';
  create operator gw.=== (leftarg = int, rightarg = text, function = gw.same);
  create aggregate gw.sum_up (int) (sfunc = gw.add_up, stype = int);
  create function gw.step(int, int) returns int language plpgsql as 'begin delete from gw.victim; return 1; end';
  create aggregate gw.deletes (int) (sfunc = gw.step, stype = int, initcond = '0');
  create type gw.code as (n int);
  create function gw.to_code(int) returns gw.code language plpgsql as 'begin delete from gw.victim; return row($1)::gw.code; end';
  create cast (int as gw.code) with function gw.to_code(int);
  create type gw.tag as (t text);
  create function gw.to_tag(text) returns gw.tag language plpgsql as 'begin delete from gw.victim; return row($1)::gw.tag; end';
  create cast (text as gw.tag) with function gw.to_tag(text) as assignment;
  create table gw.tagged (t gw.tag);
  create function gw.of_tag(gw.tag) returns text language plpgsql as 'begin delete from gw.victim; return ($1).t; end';
  create cast (gw.tag as text) with function gw.of_tag(gw.tag) as implicit;
  create function gw.compare(gw.tag, gw.tag) returns int language plpgsql as 'begin delete from gw.victim; return 0; end';
  create function gw.tag_eq(gw.tag, gw.tag) returns bool language plpgsql as 'begin delete from gw.victim; return true; end';

  alter table gw.private enable row level security;
  create function gw.may_see(text) returns bool language plpgsql as 'begin delete from gw.victim; return true; end';
  create policy mine on gw.private using (gw.may_see(owner));
  grant all on all tables in schema gw to proof_clerk;

  create server elsewhere foreign data wrapper postgres_fdw options (host '127.0.0.1', port '1', dbname 'x');
  create user mapping for postgres server elsewhere options (user 'x', password 'x');
  create foreign table gw.far (id int, v text) server elsewhere options (table_name 'far');
  create publication proof_pub for table gw.victim;
  create statistics gw.stats on id, v from gw.victim;

  insert into gw.victim select g, 'row ' || g from generate_series(1, 5) g;
  insert into gw.customers values (1, 'Ada', 'ada@example.test', '078-05-1120', 'eu', '{"plan": "gold"}'), (2, 'Bob', 'bob@example.test', '123-45-6789', 'us', '{}');
  insert into gw.orders values (10, 1, 99.5, 'open'), (11, 2, 10, 'paid');
  insert into gw.parent values (1, 'a'), (2, 'b'); insert into gw.child values (1, 1); insert into gw.orphan values (1, 1);
  insert into gw.grandparent values (1); insert into gw.between values (1); insert into gw.grandchild values (1);
  alter table gw.guarded disable trigger note; insert into gw.guarded values (1, 'x'); alter table gw.guarded enable trigger note;
  alter table gw.ruled disable rule also; insert into gw.ruled values (1, 'x'); alter table gw.ruled enable rule also;
  insert into gw.part values (1, 'eu'), (2, 'us'); insert into gw.base values (1); insert into gw.heir values (2, 'x');
  insert into gw.private values (1, 'ada'); refresh materialized view gw.mv; insert into gw.tagged values (row('x')::gw.tag);
  delete from gw.victim; insert into gw.victim select g, 'row ' || g from generate_series(1, 5) g;
  insert into gw.emptied values (1); select lo_create(4711);`
