import { type Catalogue, loadParser, rewriteAtSource, type SourceMasks } from '@sallyport/sql'
import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readCatalogue } from './introspection/read-catalogue'
import { ask } from './target/ask'
import { openTarget } from './target/target-link'

const SCHEMA = `
  CREATE SCHEMA gw;
  CREATE TYPE gw.mood AS ENUM ('calm', 'loud');
  CREATE TABLE gw.a (id int PRIMARY KEY, gone int, t varchar(9), n numeric(8, 2), m gw.mood, j jsonb, x text[]);
  ALTER TABLE gw.a DROP COLUMN gone;
  INSERT INTO gw.a SELECT g, 't' || g % 7, g / 3.0, CASE WHEN g % 2 = 0 THEN 'calm' ELSE 'loud' END::gw.mood,
    json_build_object('k', g % 5)::jsonb, ARRAY['x', g::text] FROM generate_series(1, 60) g;
  CREATE TABLE gw.b (id int, t varchar(9), PRIMARY KEY (id));
  INSERT INTO gw.b SELECT g, 't' || g FROM generate_series(1, 20) g;
  CREATE VIEW gw.v AS SELECT id AS i, t, n * 2 AS d FROM gw.a WHERE id < 40;
  CREATE VIEW gw.w AS SELECT v.i, b.t FROM gw.v JOIN gw.b ON b.id = v.i;
  ANALYZE;`

let target: Awaited<ReturnType<typeof testTarget>>
let client: pg.Client
let catalogue: Catalogue
/** Every column is "masked" by itself, so that nothing but the form changes. */
let same: SourceMasks

beforeAll(async () => {
  await loadParser()
  target = await testTarget('empty')
  client = new pg.Client({ connectionString: target.adminUrl })
  await client.connect()
  await client.query(SCHEMA)
  const { username, password } = new URL(target.adminUrl)
  const who = { username, password: decodeURIComponent(password) }
  const link = await openTarget(
    { ...target, ...who, connectionId: 'c', tlsMode: 'disable', tlsCa: null },
    new Map([['search_path', '']]),
  )
  catalogue = await readCatalogue((sql) => ask(link, sql), target.database)
  link.close()
  const columns = ['id', 't', 'n', 'm', 'j', 'x'].map((column) => `gw.a.${column}`)
  const itself = ({ relation, index, value }: Parameters<SourceMasks['derived']>[0]) =>
    `(${value})::${relation.details?.[index]?.type ?? 'text'}`
  same = { columns: new Map(columns.map((column) => [column, itself])), derived: itself }
})
afterAll(async () => {
  await client.end()
  await target.drop()
})

const FROM = [
  'gw.a',
  'gw.a AS r',
  'only gw.a r(k, label)',
  'gw.v r',
  'gw.w',
  'gw.a r tablesample bernoulli (100) repeatable (3)',
  'gw.b left join gw.a r using (id)',
  'gw.a natural join gw.b',
  'gw.b, lateral (select * from gw.a where gw.a.id = b.id) r',
  '(select t, count(*) from gw.a group by t) r',
  '(gw.a cross join (values (1), (2)) z(q)) r',
]
const WHERE = [
  '',
  'where true',
  'where exists (select 1 from gw.v where i = 3)',
  "where 't3' in (select t from gw.a)",
]
const LIST = ['*', 'count(*)', '1 as one, *']
const QUERIES = FROM.flatMap((from) =>
  WHERE.flatMap((where) => LIST.map((list) => `select ${list} from ${from} ${where}`)),
)
const OTHERS = [
  'table gw.a',
  'select a.*, row_to_json(a), a from gw.a order by id desc limit 3',
  'with a as (select 1 as id) select * from a',
  'with recursive q(k) as (select 1 union all select k + 1 from q join gw.a on id = k where k < 9) select * from q',
  'select id, sum(n) over (partition by m order by id), lag(t) over (order by id) from gw.a',
  'select m, t, count(*) from gw.a group by grouping sets ((m), (t), ()) order by 1, 2',
  "select j ->> 'k', x[2], t || '!' from gw.a union select t, t, t from gw.b order by 1, 2, 3",
  'select gw.a.id, gw.a.* from gw.a where gw.a.id < 5 for update',
  'select (select max(t) from gw.a i where i.id < o.id) from gw.a o order by o.id',
]

it.each([...QUERIES, ...OTHERS])('gives the same rows, columns and types: %s', async (text) => {
  const rewritten = rewriteAtSource(text, catalogue, same)
  expect(rewritten.kind).toBe(/gw\.[avw]/.test(text) ? 'rewritten' : 'unchanged')
  if (rewritten.kind !== 'rewritten') return
  const shape = async (sql: string) => {
    const { fields, rows } = await client.query({ text: sql, rowMode: 'array' })
    const types = fields.map(({ name, dataTypeID, dataTypeModifier }) => [name, dataTypeID, dataTypeModifier])
    return { types, rows: rows.map((row) => JSON.stringify(row)).sort((a, b) => (a < b ? -1 : 1)) }
  }
  const [before, after] = [await shape(text), await shape(rewritten.text)]
  // a whole row is a record then, and not of the table's type
  const isWholeRow = text.includes('row_to_json')
  expect(isWholeRow ? after.rows : after).toEqual(isWholeRow ? before.rows : before)
})

it.each([
  'select id from gw.a where id = 7',
  'select a.id, b.t from gw.a join gw.b on a.id = b.id',
  'select count(*) from gw.a where id between 5 and 20',
  'select id from gw.a order by id limit 5',
])('costs no more than 1.2 times as much where nothing masked is touched: %s', async (text) => {
  const masks: SourceMasks = {
    columns: new Map([['gw.a.t', () => "'***'::varchar(9)"]]),
    derived: () => 'NULL',
  }
  const rewritten = rewriteAtSource(text, catalogue, masks)
  if (rewritten.kind !== 'rewritten') throw new Error('not rewritten')
  const cost = async (sql: string) => {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] }>(
      `explain (format json) ${sql}`,
    )
    return rows[0]?.['QUERY PLAN'][0].Plan['Total Cost'] ?? 0
  }
  expect(await cost(rewritten.text)).toBeLessThanOrEqual((await cost(text)) * 1.2)
})

/** What psql, pg_dump and drivers ask of the catalogue. */
it.each([
  "SELECT n.nspname, c.relname, pg_catalog.pg_get_userbyid(c.relowner) FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r','p','') AND pg_catalog.pg_table_is_visible(c.oid) ORDER BY 1,2",
  "SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid, true) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum), pg_catalog.col_description(a.attrelid, a.attnum) FROM pg_catalog.pg_attribute a WHERE a.attrelid = '16384'",
  'SELECT c2.relname, i.indisprimary, pg_catalog.pg_get_indexdef(i.indexrelid, 0, true), pg_catalog.pg_get_constraintdef(con.oid, true) FROM pg_catalog.pg_class c2, pg_catalog.pg_index i LEFT JOIN pg_catalog.pg_constraint con ON (conrelid = i.indrelid)',
  'SELECT p.proname, pg_catalog.pg_get_function_result(p.oid), pg_catalog.pg_get_function_arguments(p.oid), pg_catalog.pg_get_functiondef(p.oid), p.prosrc FROM pg_catalog.pg_proc p',
  'SELECT t.tgname, pg_catalog.pg_get_triggerdef(t.oid, true) FROM pg_catalog.pg_trigger t',
  'SELECT t.oid, t.typname, t.typelem, e.enumlabel, r.rngsubtype FROM pg_type t LEFT JOIN pg_enum e ON e.enumtypid = t.oid LEFT JOIN pg_range r ON r.rngtypid = t.oid',
  "SELECT pg_catalog.set_config('search_path', '', false), pg_catalog.pg_is_in_recovery(), current_setting('server_version')",
  'SELECT table_schema, table_name, column_name, data_type, column_default FROM information_schema.columns',
  'SELECT rolname, rolsuper FROM pg_catalog.pg_roles; SELECT datname, pg_catalog.pg_encoding_to_char(encoding) FROM pg_catalog.pg_database',
  'SELECT viewname, definition FROM pg_views; SELECT * FROM pg_settings; SELECT extname FROM pg_extension; SELECT obj_description(oid) FROM pg_class',
  'SELECT last_value, is_called FROM pg_catalog.pg_sequences s, pg_sequence q; SELECT inhparent::pg_catalog.regclass FROM pg_inherits',
])('leaves introspection alone: %s', (text) => {
  expect(rewriteAtSource(text, catalogue, same).kind).toBe('unchanged')
})
