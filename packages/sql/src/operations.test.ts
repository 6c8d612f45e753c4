import type { Condition } from '@sallyport/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { analyse, loadParser } from './index'
import { shop } from './shop.fixture'

beforeAll(loadParser)

/** 'verb object conditions…' of every operation of the text, without the database. */
function operationsOf(text: string): readonly string[] {
  return analyse(text, shop).statements.flatMap(({ operations }) =>
    operations.map(({ verb, resource, conditions }) =>
      [verb, resource.replace(/^shop\./, ''), ...conditions.filter(isAboutWhere)].join(' '),
    ),
  )
}

/** The others have a test of their own. */
const isAboutWhere = (condition: Condition) => condition === 'no-where' || condition === 'always-true'

describe('what a query reads', () => {
  it.each([
    [
      'a table',
      'select * from orders o join customers c on true',
      ['read public.orders', 'read archive.orders', 'read public.customers'],
    ],
    ['a name in a schema is only that one', 'select * from archive.orders', ['read archive.orders']],
    [
      'what is not in the catalogue is taken to be in public',
      'select * from nowhere',
      ['read public.nowhere'],
    ],
    ['nothing but constants', 'select 1', ['session statement.SelectStmt']],
    [
      'a sub-select in an expression',
      'select (select max(salary) from public.employees)',
      ['read public.employees'],
    ],
    ['a sub-select in LIMIT', 'select 1 limit (select count(*) from customers)', ['read public.customers']],
    [
      'a sub-select in a join condition',
      'select 1 from (values (1)) a join (values (1)) b on exists (table customers)',
      ['read public.customers'],
    ],
    [
      'a sub-select in a function of FROM',
      'select * from unnest(array(select ssn from customers))',
      ['read public.customers'],
    ],
    [
      'both sides of a UNION',
      'select id from customers union select id from public.orders',
      ['read public.customers', 'read public.orders'],
    ],
    [
      'a LATERAL sub-select',
      'select * from customers c, lateral (select * from public.orders where customer_id = c.id) o',
      ['read public.customers', 'read public.orders'],
    ],
    ['TABLE', 'table customers', ['read public.customers']],
    ['VALUES', 'values ((select 1 from customers))', ['read public.customers']],
    [
      'a WITH query, not its name',
      'with orders as (select 1 from customers) select * from orders',
      ['read public.customers'],
    ],
    [
      'the table where a WITH query of its name does not see itself',
      'with customers as (select * from customers) select * from customers',
      ['read public.customers'],
    ],
    [
      'no table where a recursive one does',
      'with recursive t as (select 1 union all select * from t) select * from t',
      ['session statement.SelectStmt'],
    ],
    [
      'the table outside of the WITH',
      'select * from (with customers as (select 1) select * from customers) a, customers',
      ['read public.customers'],
    ],
    [
      'the table in a schema, though a WITH has the name',
      'with customers as (select 1) select * from public.customers',
      ['read public.customers'],
    ],
    [
      'an earlier WITH query, and not a later one',
      'with a as (select * from customers), customers as (select 1) select * from a',
      ['read public.customers'],
    ],
    [
      'a view, and what it reads',
      'select * from contacts',
      ['read public.contacts', 'read public.customers'],
    ],
    ['a quoted name', 'select * from "customers"', ['read public.customers']],
    ['a name with a dot, told from a separator', 'select * from "odd.name"', ['read public.odd%2Ename']],
    [
      'what it locks, which is the right to change it',
      'select 1 from customers for update',
      ['read public.customers', 'update public.customers'],
    ],
    [
      'what it locks in a sub-select',
      'select 1 from (select * from customers) c for share',
      ['read public.customers', 'update public.customers'],
    ],
    [
      'statistics hold values',
      'select * from pg_stats',
      ['read pg_catalog.pg_stats', 'admin pg_catalog.pg_stats'],
    ],
    ['a table sample', 'select * from customers tablesample system (1)', ['read public.customers']],
    [
      "a table sample by somebody's method",
      'select * from customers tablesample mine (1)',
      ['execute public.mine', 'read public.customers'],
    ],
  ])('%s', (_, text, expected) => {
    expect(operationsOf(text)).toEqual(expected)
  })
})

describe('what a statement writes', () => {
  it.each([
    ['INSERT', 'insert into public.orders values (1)', ['insert public.orders']],
    [
      'INSERT of a query',
      'insert into public.orders select id from customers',
      ['insert public.orders', 'read public.customers'],
    ],
    [
      'INSERT that gives rows back',
      'insert into public.orders values (1) returning id',
      ['insert public.orders', 'read public.orders'],
    ],
    [
      'an upsert',
      'insert into public.orders values (1) on conflict (id) do update set status = excluded.status',
      ['insert public.orders', 'update public.orders'],
    ],
    [
      'an upsert that does nothing',
      'insert into public.orders values (1) on conflict do nothing',
      ['insert public.orders'],
    ],
    [
      'UPDATE',
      "update public.orders set status = 'x' where id = 1",
      ['update public.orders', 'read public.orders'],
    ],
    [
      'UPDATE with FROM',
      'update public.orders o set total = 0 from customers c where c.id = o.customer_id',
      ['update public.orders', 'read public.orders', 'read public.customers'],
    ],
    ['DELETE', 'delete from public.orders where id = 1', ['delete public.orders', 'read public.orders']],
    [
      'DELETE in a WITH query',
      'with d as (delete from public.orders returning *) select 1',
      ['delete public.orders no-where', 'read public.orders'],
    ],
    [
      'DELETE in a WITH query of an INSERT',
      'with d as (delete from customers returning 1) insert into public.orders select * from d',
      ['delete public.customers no-where', 'read public.customers', 'insert public.orders'],
    ],
    [
      'DELETE from all of a name',
      'delete from orders',
      ['delete public.orders no-where', 'delete archive.orders no-where'],
    ],
    [
      'DELETE from a table that a WITH query is named like',
      'with orders as (select 1) delete from public.orders',
      ['delete public.orders no-where'],
    ],
    ['TRUNCATE', 'truncate public.orders', ['delete public.orders no-where']],
    [
      'MERGE',
      'merge into public.orders o using customers c on c.id = o.id when matched and c.id > 1 then delete when matched then update set total = 1 when not matched then insert values (1)',
      [
        'read public.orders',
        'delete public.orders',
        'update public.orders',
        'insert public.orders',
        'read public.customers',
      ],
    ],
    [
      'MERGE that matches everything',
      'merge into public.orders o using customers c on true when matched then delete',
      ['read public.orders', 'delete public.orders always-true', 'read public.customers'],
    ],
    [
      'MERGE of what the source lacks',
      'merge into public.orders o using customers c on c.id = o.id when not matched by source then delete',
      ['read public.orders', 'delete public.orders no-where', 'read public.customers'],
    ],
    ['SELECT INTO', 'select * into copy from customers', ['define public.copy', 'read public.customers']],
    [
      'CREATE TABLE AS',
      'create table copy as table customers',
      ['define public.copy', 'read public.customers'],
    ],
    ['COPY TO', 'copy customers to stdout', ['copy-out public.customers', 'read public.customers']],
    [
      'COPY of a query',
      'copy (delete from customers returning id) to stdout',
      ['copy-out statement.query', 'delete public.customers no-where', 'read public.customers'],
    ],
    ['COPY FROM', 'copy customers from stdin', ['copy-in public.customers', 'insert public.customers']],
    [
      'COPY with a program',
      "copy customers to program 'sh'",
      ['admin program.copy', 'copy-out public.customers', 'read public.customers'],
    ],
    [
      'COPY with a file',
      "copy customers from '/etc/passwd'",
      ['admin file.copy', 'copy-in public.customers', 'insert public.customers'],
    ],
    ['EXPLAIN ANALYZE', 'explain analyze delete from customers', ['delete public.customers no-where']],
    [
      'EXPLAIN, which is taken as strictly',
      'explain delete from customers',
      ['delete public.customers no-where'],
    ],
    ['PREPARE', 'prepare p as delete from customers', ['delete public.customers no-where']],
    ['DECLARE', 'declare c cursor for select * from customers', ['read public.customers']],
    [
      'several statements',
      'select 1; drop table customers',
      ['session statement.SelectStmt', 'drop public.customers'],
    ],
  ])('%s', (_, text, expected) => {
    expect(operationsOf(text)).toEqual(expected)
  })

  it('TRUNCATE CASCADE names what refers to it, and nothing else', () => {
    expect(operationsOf('truncate customers cascade')).toEqual(['delete public.customers no-where'])
  })
})

describe('what is owned', () => {
  it.each([
    ['drop owned by svc', ['admin role.owned', 'drop public.customers', 'drop archive.orders']],
    ['reassign owned by a to b', ['grant role.a', 'grant role.b', 'grant public.customers']],
  ])('may be any relation: %s', (text, expected) => {
    expect(operationsOf(text)).toEqual(expect.arrayContaining(expected))
  })
})

describe('what a statement defines, drops and grants', () => {
  it.each([
    [
      'CREATE TABLE',
      'create table t (id int default cleanup(), like customers)',
      ['define public.t', 'execute public.cleanup', 'read public.customers'],
    ],
    [
      'CREATE TABLE of a known name may mean a new one',
      'create table employees ()',
      ['define public.employees', 'define archive.employees'],
    ],
    ['CREATE TEMP TABLE', 'create temp table customers (id int)', ['define pg_temp.customers']],
    [
      'CREATE VIEW',
      'create view v as select ssn from customers',
      ['define public.v', 'read public.customers'],
    ],
    [
      'CREATE INDEX',
      'create index on customers (cleanup(id))',
      ['define public.customers', 'execute public.cleanup'],
    ],
    ['CREATE FUNCTION', "create function f() returns int language sql as 'select 1'", ['define public.f']],
    [
      'CREATE FUNCTION with a parsed body',
      'create function f() returns void begin atomic delete from customers; end',
      ['define public.f', 'delete public.customers no-where'],
    ],
    [
      'CREATE TRIGGER',
      'create trigger t after insert on customers execute function cleanup()',
      ['define public.customers', 'execute public.cleanup'],
    ],
    [
      'CREATE RULE',
      'create rule r as on update to customers do instead delete from public.orders',
      ['define public.customers', 'delete public.orders no-where'],
    ],
    [
      'CREATE SCHEMA with what is in it',
      'create schema s create table t (id int)',
      ['define s.*', 'define public.t'],
    ],
    [
      'CREATE POLICY',
      'create policy p on customers using (cleanup() = 1)',
      ['define public.customers', 'grant public.customers', 'execute public.cleanup'],
    ],
    ['CREATE TYPE', "create type mood as enum ('x')", ['define public.mood']],
    ['ALTER TABLE', 'alter table customers add column x int', ['define public.customers']],
    [
      'ALTER TABLE that drops a column',
      'alter table customers drop column ssn',
      ['define public.customers', 'drop public.customers'],
    ],
    [
      'ALTER TABLE that gives it away',
      'alter table customers owner to boss',
      ['define public.customers', 'grant public.customers'],
    ],
    [
      'ALTER TABLE that opens its rows',
      'alter table customers disable row level security',
      ['define public.customers', 'grant public.customers'],
    ],
    [
      'ALTER TABLE that attaches another',
      'alter table customers attach partition public.orders default',
      ['define public.customers', 'define public.orders'],
    ],
    [
      'ALTER TABLE RENAME',
      'alter table customers rename to people',
      ['define public.customers', 'define public.people'],
    ],
    [
      'ALTER TABLE RENAME COLUMN',
      'alter table customers rename column ssn to x',
      ['define public.customers'],
    ],
    [
      'ALTER TABLE SET SCHEMA',
      'alter table customers set schema s',
      ['define s.customers', 'define public.customers'],
    ],
    ['COMMENT', "comment on column public.customers.ssn is 'x'", ['define public.customers']],
    ['REFRESH', 'refresh materialized view contacts', ['update public.contacts', 'read public.customers']],
    [
      'DROP TABLE',
      'drop table if exists customers, archive.orders cascade',
      ['drop public.customers', 'drop archive.orders'],
    ],
    ['DROP of every candidate', 'drop table employees', ['drop public.employees', 'drop archive.employees']],
    ['DROP FUNCTION', 'drop function report(int)', ['drop tools.report']],
    ['DROP TRIGGER', 'drop trigger t on customers', ['drop public.customers']],
    ['DROP TYPE', 'drop type public.mood', ['drop public.mood']],
    [
      'DROP SCHEMA with what is in it',
      'drop schema archive',
      ['drop archive.*', 'drop archive.orders', 'drop archive.employees'],
    ],
    ['DROP EXTENSION', 'drop extension hstore', ['admin extension.hstore']],
    ['DROP POLICY', 'drop policy p on customers', ['grant public.customers']],
    ['GRANT', 'grant select on customers to bob', ['grant public.customers']],
    [
      'GRANT on all tables',
      'grant all on all tables in schema archive to bob',
      ['grant archive.*', 'grant archive.orders', 'grant archive.employees'],
    ],
    ['GRANT of a role', 'grant boss to svc', ['grant role.boss', 'grant role.svc']],
    ['REVOKE on a function', 'revoke execute on function report(int) from bob', ['grant tools.report']],
    ['CREATE ROLE', 'create role evil superuser', ['grant role.evil']],
    ['ALTER ROLE', "alter role bob password 'x'", ['grant role.bob']],
    ['DROP ROLE', 'drop role bob', ['grant role.bob']],
    ['ALTER DEFAULT PRIVILEGES', 'alter default privileges grant select on tables to bob', ['grant *.*']],
  ])('%s', (_, text, expected) => {
    expect(operationsOf(text)).toEqual(expected)
  })
})

describe('what reaches beyond the database', () => {
  it.each([
    ['ALTER SYSTEM', 'alter system set work_mem = 1', 'admin setting.work_mem'],
    ['VACUUM', 'vacuum customers', 'admin public.customers'],
    ['ANALYZE', 'analyze', 'admin *.*'],
    ['REINDEX', 'reindex table customers', 'admin public.customers'],
    ['CLUSTER', 'cluster customers', 'admin public.customers'],
    ['CHECKPOINT', 'checkpoint', 'admin server.checkpoint'],
    ['LOAD', "load 'x'", 'admin server.library'],
    ['CREATE EXTENSION', 'create extension dblink', 'admin extension.dblink'],
    ['CREATE DATABASE', 'create database x', 'admin database.x'],
    ['CREATE SERVER', 'create server s foreign data wrapper w', 'admin foreign-server.s'],
    ['CREATE SUBSCRIPTION', "create subscription s connection 'x' publication p", 'admin subscription.s'],
    ['CREATE PUBLICATION', 'create publication p for all tables', 'admin publication.p'],
    [
      'CREATE EVENT TRIGGER',
      'create event trigger e on ddl_command_end execute function x()',
      'admin event-trigger.e',
    ],
    ['CREATE TABLESPACE', "create tablespace t location '/'", 'admin tablespace.t'],
    ['PREPARE TRANSACTION', "prepare transaction 'x'", 'admin transaction.prepare'],
    ['COMMIT PREPARED', "commit prepared 'x'", 'admin transaction.commit_prepared'],
  ])('%s is admin', (_, text, expected) => {
    expect(operationsOf(text)[0]).toBe(expected)
  })
})

describe('what concerns the session', () => {
  it.each([
    ['BEGIN', 'begin read write', 'session transaction.begin'],
    ['COMMIT', 'commit', 'session transaction.commit'],
    ['SAVEPOINT', 'savepoint s', 'session transaction.savepoint'],
    ['SHOW', 'show all', 'session session.show'],
    ['DISCARD', 'discard all', 'session session.discard'],
    ['a harmless setting', "set application_name = 'x'", 'session setting.application_name'],
    [
      'a harmless setting in other letters',
      'set "Statement_Timeout" to 0',
      'session setting.statement_timeout',
    ],
    ['a time zone', "set time zone interval '1' hour to minute", 'session setting.timezone'],
    ['SET TRANSACTION', 'set transaction isolation level serializable', 'session setting.transaction'],
    ['RESET', 'reset search_path', 'session setting.search_path'],
    ['RESET ALL', 'reset all', 'session setting.all'],
    ['a setting that changes what names mean', 'set search_path = evil', 'configure setting.search_path'],
    ['a setting of that kind by another spelling', "set schema 'evil'", 'configure setting.search_path'],
    ['a setting in a schema of its own', "set app.tenant = '1'", 'configure setting.app%2Etenant'],
    ['a role', 'set local role boss', 'configure setting.role'],
    ['another user', 'set session authorization boss', 'configure setting.session_authorization'],
    ['row security', 'set row_security = off', 'configure setting.row_security'],
    [
      'transactions to come',
      'set session characteristics as transaction read write',
      'session setting.session-characteristics',
    ],
    [
      'transactions to come by the setting itself',
      'set default_transaction_read_only = on',
      'session setting.default_transaction_read_only',
    ],
    ['a name of every object', 'set constructor = 1', 'configure setting.constructor'],
    ['the encoding that we read', "set client_encoding = 'UTF-8'", 'session setting.client_encoding'],
    ['another encoding', 'set client_encoding = sjis', 'unknown setting.client_encoding'],
    ['another encoding by SET NAMES', "set names 'big5'", 'unknown setting.client_encoding'],
    [
      'strings as we read them',
      'set standard_conforming_strings = on',
      'session setting.standard_conforming_strings',
    ],
    [
      'strings otherwise',
      'set standard_conforming_strings = off',
      'unknown setting.standard_conforming_strings',
    ],
    [
      'set_config of a parameter',
      "select set_config('application_name', $1, false)",
      'session setting.application_name',
    ],
    ['set_config like SET', "select set_config('search_path', '', false)", 'configure setting.search_path'],
    [
      'set_config of what we cannot see',
      "select set_config('ro' || 'le', 'boss', false)",
      'unknown setting.computed',
    ],
    ['LISTEN', 'listen orders', 'read channel.orders'],
    ['NOTIFY', 'notify orders', 'execute channel.orders'],
    ['UNLISTEN', 'unlisten *', 'session session.unlisten'],
    ['LOCK as a reader', 'lock customers in access share mode', 'read public.customers'],
    ['LOCK as a writer', 'lock customers', 'update public.customers'],
    ['DO', 'do $$ begin end $$', 'execute statement.DoStmt'],
    ['DO in another language', "do language sql 'select 1'", 'unknown statement.DoStmt'],
    ['EXECUTE', 'execute p', 'unknown statement.ExecuteStmt'],
    ['FETCH', 'fetch all from c', 'session session.fetch'],
    ['CLOSE', 'close c', 'session session.close'],
    ['DEALLOCATE', 'deallocate p', 'session session.deallocate'],
    ['CALL', 'call report()', 'execute tools.report'],
  ])('%s', (_, text, expected) => {
    expect(operationsOf(text)).toEqual([expected])
  })

  it('CALL of what nobody knows is not understood', () => {
    expect(operationsOf('call mystery()')).toEqual(['execute public.mystery', 'unknown public.mystery'])
  })

  it('set_config of what is read is no harmless setting', () => {
    const text = "select set_config('application_name', email, false) from customers"
    expect(operationsOf(text)).toEqual(['read public.customers', 'admin pg_catalog.set_config'])
  })

  it('CALL with a sub-select reads', () => {
    expect(operationsOf('call report((select ssn from customers))')).toContain('read public.customers')
  })
})

describe('functions', () => {
  it.each([
    ['a safe built-in means nothing', "select now(), pg_catalog.upper('x'), coalesce(1, 2)", []],
    ['harmless volatile ones mean nothing', 'select random(), gen_random_uuid(), clock_timestamp()', []],
    ['the standard schema has safe ones', 'select information_schema._pg_expandarray(array[1])', []],
    ["somebody's function is executed", 'select cleanup()', ['execute public.cleanup']],
    ["somebody's function in another schema", 'select report()', ['execute tools.report']],
    [
      'a name with a schema is that one',
      'select tools.report(), other.thing()',
      ['execute tools.report', 'execute other.thing', 'unknown other.thing'],
    ],
    ["a built-in's name that somebody also took", "select lower('x')", ['execute public.lower']],
    ['unless it says which', "select pg_catalog.lower('x')", []],
    [
      "an unsafe built-in's name that somebody also took",
      "select pg_read_file('x')",
      ['execute public.pg_read_file', 'admin pg_catalog.pg_read_file'],
    ],
    ['files', "select pg_ls_dir('/')", ['admin pg_catalog.pg_ls_dir']],
    [
      'queries as text',
      "select query_to_xml('delete from customers', true, true, '')",
      ['admin pg_catalog.query_to_xml'],
    ],
    ['tables by name', "select table_to_xml('customers', true, true, '')", ['admin pg_catalog.table_to_xml']],
    ['waiting', 'select pg_sleep(10)', ['admin pg_catalog.pg_sleep']],
    ['large objects', "select lo_import('/etc/passwd')", ['admin pg_catalog.lo_import']],
    ['another server', "select * from dblink('x', 'y') as t(a int)", ['admin pg_catalog.dblink']],
    ['what nobody knows', 'select mystery()', ['admin pg_catalog.mystery']],
    ['a sequence', "select nextval('public.orders_id_seq')", ['update public.orders_id_seq']],
    ['a sequence, quoted', `select setval('"orders_id_seq"'::regclass, 1)`, ['update public.orders_id_seq']],
    ['a sequence that is computed', "select nextval('a' || 'b')", ['admin pg_catalog.nextval']],
    ['in WHERE', 'select 1 where cleanup() = 1', ['execute public.cleanup']],
    ['in ORDER BY', 'select 1 order by cleanup()', ['execute public.cleanup']],
    ['in VALUES', 'values (cleanup())', ['execute public.cleanup']],
    ['in a window', 'select count(*) over (order by cleanup())', ['execute public.cleanup']],
    ['in a filter', 'select count(*) filter (where cleanup() = 1)', ['execute public.cleanup']],
    ['in FROM', 'select * from rows from (cleanup(), now())', ['execute public.cleanup']],
    ['as a field of a value', "select ('/etc/passwd').pg_ls_dir", ['admin pg_catalog.pg_ls_dir']],
    ["as a field of a value, somebody's", 'select (1).cleanup', ['execute public.cleanup']],
    ['as a column of a table', 'select c.cleanup from customers c', ['execute public.cleanup']],
    ['a column that has the name of a function is a column', 'select o.total from public.orders o', []],
    [
      'so it is in ON CONFLICT',
      'insert into public.orders values (1) on conflict (id) do update set total = excluded.total',
      [],
    ],
    [
      'a column of a sub-select may be either',
      'select o.total from (select 1 as total) o',
      ['execute public.total'],
    ],
    ["somebody's operator", 'select 1 operator(evil.+) 1', ['execute evil.+']],
    ['an operator that is not built in', 'select 1 <=>- 1', ['execute public.<=>']],
    [
      'built-in operators mean nothing',
      "select 1 != 2, 'a' like 'b', 1 between 0 and 2, array[1] @> array[2]",
      [],
    ],
    [
      'among the arguments of EXECUTE',
      'execute p(cleanup())',
      ['unknown statement.ExecuteStmt', 'execute public.cleanup'],
    ],
  ])('%s', (_, text, expected) => {
    const found = operationsOf(text).filter(
      (each) => !/^(read|session|insert|update public.orders$)/.test(each),
    )
    expect(found).toEqual(expected)
  })
})
