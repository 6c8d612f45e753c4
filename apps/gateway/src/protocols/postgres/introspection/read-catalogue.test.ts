import type { Catalogue } from '@sallyport/sql'
import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask } from '../target/ask'
import { openTarget } from '../target/target-link'
import { readCatalogue } from './read-catalogue'

const SCHEMA = `
  CREATE SCHEMA gw;
  CREATE TYPE gw.address AS (street text);
  CREATE TABLE gw.customers (id int PRIMARY KEY, gone int, name varchar(20) COLLATE "C" NOT NULL DEFAULT 'x',
    home gw.address, shout text GENERATED ALWAYS AS (upper(name::text)) STORED, UNIQUE (name, home));
  ALTER TABLE gw.customers DROP COLUMN gone;
  ALTER TABLE gw.customers ENABLE ROW LEVEL SECURITY;
  CREATE POLICY own ON gw.customers USING (id > 0);
  CREATE TABLE gw.part (id int, region text) PARTITION BY LIST (region);
  CREATE TABLE gw.part_eu PARTITION OF gw.part FOR VALUES IN ('eu');
  CREATE FUNCTION gw.floor() RETURNS int LANGUAGE sql IMMUTABLE AS 'select 0';
  CREATE TABLE gw.orders (id int CHECK (id > gw.floor()), customer int REFERENCES gw.customers ON DELETE CASCADE);
  CREATE INDEX ON gw.orders (abs(id)) WHERE customer IS NOT NULL;
  CREATE VIEW gw.v AS SELECT id AS i FROM gw.customers;
  CREATE MATERIALIZED VIEW gw.m AS SELECT name FROM gw.customers;
  CREATE FUNCTION gw.tell(int) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'select name from gw.customers where id = $1';
  CREATE FUNCTION gw.atomic() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT id FROM gw.customers; END;
  CREATE FUNCTION gw.fire() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
  CREATE FUNCTION gw.same(text, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'select true';
  CREATE OPERATOR gw.=== (LEFTARG = text, RIGHTARG = int, FUNCTION = gw.same);
  CREATE TRIGGER fire BEFORE INSERT ON gw.orders FOR EACH ROW WHEN (new.id > 0) EXECUTE FUNCTION gw.fire();
  CREATE RULE extra AS ON UPDATE TO gw.part DO ALSO DELETE FROM gw.orders;
  CREATE AGGREGATE gw.total (int) (SFUNC = int4pl, STYPE = int);
  CREATE FUNCTION gw.cast_address(gw.address) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';
  CREATE CAST (gw.address AS int) WITH FUNCTION gw.cast_address(gw.address) AS ASSIGNMENT;
  CREATE DOMAIN gw.positive AS int CHECK (VALUE > gw.floor());
  CREATE EXTENSION file_fdw;
  CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
  CREATE FOREIGN TABLE gw.far (line text) SERVER files OPTIONS (filename '/dev/null');
  CREATE FUNCTION gw.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
  CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION gw.watch();
  CREATE EXTENSION fuzzystrmatch;`

let target: Awaited<ReturnType<typeof testTarget>>
let catalogue: Catalogue

beforeAll(async () => {
  target = await testTarget('empty')
  const admin = new pg.Client({ connectionString: target.adminUrl })
  await admin.connect()
  await admin.query(SCHEMA)
  await admin.end()
  const { username, password } = new URL(target.adminUrl)
  const full = {
    ...target,
    username,
    password: decodeURIComponent(password),
    connectionId: 'c',
    tlsMode: 'disable',
    tlsCa: null,
  } as const
  const link = await openTarget(full, new Map([['search_path', '']]))
  catalogue = await readCatalogue((sql) => ask(link, sql), target.database)
  link.close()
})
afterAll(() => target.drop())

const relation = (name: string) =>
  catalogue.relations.find((each) => each.name === name && each.schema === 'gw')
const fn = (name: string) => catalogue.functions.find((each) => each.name === name)

it('reads columns by number with their types, collations, defaults and what is generated', () => {
  const { columns, details = [] } = relation('customers') ?? { columns: [] }
  expect(columns).toEqual(['id', '', 'name', 'home', 'shout'])
  expect(details.map(({ type }) => type)).toEqual([
    'integer',
    '',
    'character varying(20)',
    'gw.address',
    'text',
  ])
  expect(details[2]).toMatchObject({
    collation: 'pg_catalog."C"',
    isNotNull: true,
    default: "'x'::character varying",
  })
  expect(details.map(({ isGenerated }) => isGenerated)).toEqual([false, false, false, false, true])
})

it('reads partitions, keys, policies, rules, triggers and views', () => {
  expect(relation('customers')).toMatchObject({
    variety: 'table',
    hasRowSecurity: true,
    policies: [{ name: 'own', using: '(id > 0)', check: null }],
    uniques: [['id'], ['name', 'home']],
  })
  expect(relation('part')).toMatchObject({
    variety: 'partitioned',
    rules: [expect.stringContaining('DO  DELETE')],
  })
  expect(relation('part_eu')?.parents).toEqual(['gw.part'])
  expect(relation('orders')).toMatchObject({
    foreignKeys: [
      {
        columns: ['customer'],
        references: 'gw.customers',
        referencedColumns: ['id'],
        onDelete: 'c',
        onUpdate: 'a',
      },
    ],
    triggers: [
      { name: 'fire', function: 'gw.fire', isEnabled: true, events: ['insert'], when: '(new.id > 0)' },
    ],
    expressions: ['(id > gw.floor())', '(customer IS NOT NULL)', 'ROW(abs(id))'],
  })
  expect(relation('v')).toMatchObject({
    kind: 'view',
    variety: 'view',
    definition: expect.stringContaining('gw.customers'),
  })
  expect(relation('m')?.variety).toBe('materialised')
})

it('reads functions with their bodies, and operators', () => {
  expect(fn('tell')).toMatchObject({
    language: 'sql',
    volatility: 'stable',
    isSecurityDefiner: true,
    arguments: 'integer',
    returns: 'text',
    body: 'select name from gw.customers where id = $1',
  })
  expect(fn('atomic')).toMatchObject({ body: null, definition: expect.stringContaining('BEGIN ATOMIC') })
  expect(fn('levenshtein')).toMatchObject({ language: 'c', extension: 'fuzzystrmatch', body: null })
  expect(catalogue.operators).toEqual([{ schema: 'gw', name: '===', function: 'gw.same' }])
})

it('reads what runs unseen: support functions, casts, domains, event triggers, foreign servers', () => {
  expect(fn('total')).toMatchObject({ kind: 'aggregate', support: ['pg_catalog.int4pl'] })
  expect(catalogue.casts).toEqual([
    { source: 'address', isFromOwn: true, target: 'int4', isExplicit: false, function: 'gw.cast_address' },
  ])
  expect(catalogue.domains).toEqual([
    { schema: 'gw', name: 'positive', base: 'integer', checks: ['(VALUE > gw.floor())'] },
  ])
  expect(catalogue.eventTriggers).toEqual(['gw.watch'])
  expect(relation('far')?.server).toBe('files')
  expect(catalogue.builtIns).toContainEqual([1299, 'now', 'internal', 'now'])
})
