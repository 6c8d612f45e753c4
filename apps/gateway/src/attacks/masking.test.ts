import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import * as say from './wire.fixture'
import { errorCode, parse, query, type Reply, sync, Wire } from './wire.fixture'

/** A name is found by no detector, so that only the column's own rule can mask it, in whatever shape. */
const SCHEMA = `
  CREATE TABLE customers (id int PRIMARY KEY, name text UNIQUE, email text, tags text[], born date, card int8);
  INSERT INTO customers VALUES
    (1, 'Augusta', 'ada@example.com', '{Augusta,x}', '1815-12-10', 4111111111111111),
    (2, 'Babbage', 'bob@example.com', '{}', '1791-12-26', 5555555555554444);
  CREATE TABLE orders (id int PRIMARY KEY, note text);
  INSERT INTO orders VALUES (10, 'mail ada@example.com');
  CREATE VIEW people AS SELECT id, name AS who FROM customers;
  CREATE VIEW people_again AS SELECT id, upper(who) AS shout FROM people;
  CREATE MATERIALIZED VIEW kept AS SELECT id, name || '' AS copy FROM customers;
  CREATE VIEW harmless AS SELECT id::text AS t FROM orders;
  CREATE FUNCTION tell() RETURNS text LANGUAGE plpgsql AS $$ DECLARE found text;
    BEGIN SELECT name INTO found FROM customers WHERE id = 1; RAISE NOTICE 'it is %', found; RETURN found; END $$;
  CREATE FUNCTION fail_with(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'it is %', $1; END $$;
  ANALYZE customers;`
/** As text, in hexadecimal, in base64, backwards, and as int8 in binary. */
const SECRETS = [
  'augusta',
  'babbage',
  '41756775737461',
  'qxvndxn0yq',
  'atsugua',
  'egabbab',
  'ada@example',
  '1815-12-10',
  '4111111111111111',
  Buffer.from('000e9b08a568f1c7', 'hex').toString('latin1').toLowerCase(),
]

let target: Awaited<ReturnType<typeof testTarget>>
let gateway: TestGateway
let admin: pg.Client
const masking = {
  connections: [],
  groups: [],
  dataClass: 'other',
  detectors: [],
  columns: [],
  operator: 'redact',
} as const

beforeAll(async () => {
  target = await testTarget('empty')
  admin = new pg.Client({ connectionString: target.url })
  await admin.connect()
  await admin.query(SCHEMA)
  gateway = await startGateway(target, {
    rules: [
      rule('much is allowed', 'allow', {
        verbs: ['read', 'insert', 'update', 'delete', 'copy-out', 'execute', 'configure', 'admin', 'unknown'],
      }),
      rule('definitions wait', 'hold', { verbs: ['define', 'drop'] }),
    ],
    maskingRules: [
      {
        ...masking,
        id: 'columns',
        name: 'columns',
        columns: ['name', 'email', 'tags', 'born', 'card'].map((column) => `**.customers.${column}`),
      },
      { ...masking, id: 'anywhere', name: 'anywhere', detectors: ['email', 'card'] },
    ],
  })
})

beforeEach(() => {
  gateway.approvals.always = { status: 'approved' }
})

afterAll(async () => {
  await gateway.close()
  await admin.end()
  await target.drop()
})

/** Everything that came, as one lower-case text. */
const seen = (replies: readonly Reply[]) =>
  replies
    .map(({ body }) => body.toString('latin1'))
    .join('\n')
    .toLowerCase()

async function answers(wire: Wire, steps: readonly (string | readonly Buffer[])[]): Promise<string> {
  let all = ''
  for (const step of steps) {
    all += seen(await wire.ask(...(typeof step === 'string' ? [query(step)] : step)))
    if (!wire.socket.writable) throw new Error(`the session ended at ${String(step)}: ${all}`)
  }
  wire.close()
  return all
}

const leaks = (text: string) => SECRETS.filter((secret) => text.includes(secret))
const binary = (text: string) => [parse('', text), say.bind('', '', [], 1), say.execute(), sync]

/** Ways to a masked value. Each is first shown to lead there when nothing stands between. */
const WAYS: readonly (readonly [string, readonly (string | readonly Buffer[])[]])[] = [
  ['the column', ['SELECT name FROM customers']],
  ['its value in binary', [binary('SELECT name, email FROM customers')]],
  ['a number in binary', [binary('SELECT card FROM customers')]],
  ['an array in binary', [binary('SELECT tags FROM customers')]],
  ['a whole row in binary', [binary('SELECT c FROM customers c')]],
  [
    'a cursor',
    ['BEGIN; DECLARE c CURSOR FOR SELECT name || $$$$ FROM customers', 'FETCH ALL FROM c', 'COMMIT'],
  ],
  [
    'a binary cursor',
    ['BEGIN; DECLARE c BINARY CURSOR FOR SELECT name FROM customers', 'FETCH 1 FROM c', 'COMMIT'],
  ],
  [
    'a cursor that outlives its transaction',
    ['DECLARE h CURSOR WITH HOLD FOR SELECT lower(name) FROM customers', 'FETCH ABSOLUTE 2 FROM h'],
  ],
  [
    'a statement that is prepared once and run twice',
    [
      [parse('s', 'SELECT lower(name) FROM customers'), sync],
      [say.bind('', 's'), say.execute(), sync],
      [say.bind('', 's', [], 1), say.execute(), sync],
    ],
  ],
  [
    'a portal in pieces',
    [
      [
        parse('', 'SELECT name FROM customers'),
        say.bind('', ''),
        say.execute('', 1),
        say.execute('', 1),
        sync,
      ],
    ],
  ],
  ['EXECUTE', ['PREPARE p AS SELECT name || $1 FROM customers', "EXECUTE p('!')"]],
  [
    'EXPLAIN ANALYZE EXECUTE, then EXECUTE',
    ['PREPARE p2 AS SELECT name::text FROM customers', 'EXPLAIN ANALYZE EXECUTE p2', 'EXECUTE p2'],
  ],
  ['JSON of a row', ['SELECT row_to_json(c), to_jsonb(c) FROM customers c']],
  ['a whole row', ['SELECT c FROM customers c']],
  ['an array', ['SELECT array[name] FROM customers']],
  ['array_agg', ['SELECT array_agg(name) FROM customers']],
  ['string_agg', ["SELECT string_agg(name, ',') FROM customers"]],
  ['one element of an array', ['SELECT tags[1] FROM customers']],
  ['a view of a view', ['SELECT shout FROM people_again']],
  ['a materialised view', ['SELECT copy FROM kept']],
  ['WITH', ['WITH a AS (SELECT name n FROM customers), b AS (SELECT reverse(n) m FROM a) SELECT m FROM b']],
  [
    'a recursive WITH',
    ['WITH RECURSIVE r(n) AS (SELECT name FROM customers UNION SELECT lower(n) FROM r) SELECT * FROM r'],
  ],
  ['RETURNING', ['BEGIN', 'UPDATE customers SET id = id RETURNING name, lower(name)', 'ROLLBACK']],
  [
    'RETURNING of another table',
    ['BEGIN', 'DELETE FROM orders USING customers c RETURNING c.name', 'ROLLBACK'],
  ],
  ['encodings', ["SELECT encode(name::bytea, 'hex'), encode(name::bytea, 'base64') FROM customers"]],
  ['a cast that fails', ['SELECT name::int FROM customers']],
  [
    'a name that is looked up',
    ['SELECT lower(name)::regnamespace FROM customers', 'SELECT name::regclass FROM customers'],
  ],
  ['a database that is looked up', ["SELECT has_database_privilege(name, 'connect') FROM customers"]],
  ['the DETAIL of a unique violation', ["UPDATE customers SET name = 'Babbage' WHERE id = 1"]],
  ['the DETAIL of a row that fails', ['UPDATE customers SET id = NULL WHERE id = 1']],
  ['RAISE NOTICE', ['SELECT tell()']],
  ['RAISE EXCEPTION', ['SELECT fail_with(name) FROM customers']],
  ['a function in FROM', ['SELECT * FROM tell()']],
  ['DO', ["DO $$ BEGIN RAISE NOTICE '%', (SELECT name FROM customers WHERE id = 1); END $$"]],
  ['COPY as text', ['COPY customers TO STDOUT']],
  ['COPY as CSV', ['COPY (SELECT lower(name) FROM customers) TO STDOUT (FORMAT csv)']],
  ['COPY in binary', ['COPY (SELECT name FROM customers) TO STDOUT (FORMAT binary)']],
  ['COPY of a view', ['COPY (SELECT * FROM people_again) TO STDOUT']],
  ['statistics', ["SELECT most_common_vals, histogram_bounds FROM pg_stats WHERE tablename = 'customers'"]],
  [
    'XML',
    [
      "SELECT query_to_xml('SELECT name FROM customers', true, false, '')",
      "SELECT table_to_xml('customers', true, false, '')",
    ],
  ],
  [
    'a copy in a new table',
    [
      'CREATE TABLE copied AS SELECT lower(name) AS n FROM customers',
      'SELECT n FROM copied',
      'DROP TABLE IF EXISTS copied',
    ],
  ],
  [
    'a copy in a temporary table',
    ['SELECT lower(name) AS n INTO TEMP hidden FROM customers', 'SELECT n FROM hidden'],
  ],
  [
    'a copy in another column',
    [
      'BEGIN',
      'INSERT INTO orders SELECT id, lower(name) FROM customers RETURNING note',
      'SELECT note FROM orders',
      'ROLLBACK',
    ],
  ],
  [
    'a new view',
    ['CREATE VIEW fresh AS SELECT lower(name) AS n FROM customers', 'SELECT n FROM fresh', 'DROP VIEW fresh'],
  ],
  [
    'a view that becomes another',
    [
      'CREATE OR REPLACE VIEW harmless AS SELECT reverse(name) AS t FROM customers',
      "SELECT t || '' FROM harmless",
      'CREATE OR REPLACE VIEW harmless AS SELECT id::text AS t FROM orders',
    ],
  ],
  [
    'the same within a transaction',
    [
      'BEGIN',
      'CREATE OR REPLACE VIEW harmless AS SELECT reverse(name) AS t FROM customers',
      "SELECT t || '' FROM harmless",
      'ROLLBACK',
    ],
  ],
  [
    'the same within one query',
    [
      "BEGIN; CREATE OR REPLACE VIEW harmless AS SELECT reverse(name) AS t FROM customers; SELECT t || '' FROM harmless; ROLLBACK",
    ],
  ],
  [
    'a view that becomes another under a prepared statement',
    [
      [parse('s', "SELECT t || '' FROM harmless"), sync],
      'BEGIN; CREATE OR REPLACE VIEW harmless AS SELECT reverse(name) AS t FROM customers',
      [say.bind('', 's'), say.execute(), sync],
      'ROLLBACK',
    ],
  ],
  [
    'a temporary view in the place of a table',
    [
      'CREATE TEMP VIEW orders AS SELECT id, reverse(name) AS note FROM customers',
      "SELECT note || '' FROM orders",
    ],
  ],
]

describe('a masked value is not seen through', () => {
  it.each(WAYS)('%s', async (_, steps) => {
    const direct = await answers(await Wire.direct(target), steps)
    expect(leaks(direct), 'directly').not.toEqual([])
    expect(leaks(await answers(await Wire.through(gateway), steps)), 'through the gateway').toEqual([])
  })
})

describe('what detectors find is masked in', () => {
  it.each([
    ['text', 'SELECT note, lower(note) FROM orders'],
    ['COPY', 'COPY orders TO STDOUT'],
    ['JSON', 'SELECT to_json(o) FROM orders o'],
    ['a notification', "LISTEN c; NOTIFY c, 'from ada@example.com'"],
    ['a notice', "DO $$ BEGIN RAISE NOTICE 'from ada@example.com'; END $$"],
    ['an error', "SELECT 'ada@example.com'::int"],
    ['a setting', "SET application_name = 'ada@example.com'"],
    [
      'pg_stat_activity',
      "SELECT 'ada@example.com' AS x, query FROM pg_stat_activity WHERE pid = pg_backend_pid()",
    ],
  ])('%s', async (_, text) => {
    const steps = text.split('; NOTIFY').map((part, at) => (at === 0 ? part : `NOTIFY${part}`))
    expect(leaks(await answers(await Wire.direct(target), steps)), 'directly').not.toEqual([])
    expect(leaks(await answers(await Wire.through(gateway), steps)), 'through the gateway').toEqual([])
  })
})

describe('what holds no masked value is left alone:', () => {
  it.each([
    ['SELECT id FROM customers ORDER BY id', ['1', '2']],
    ['SELECT count(*) FROM customers', ['2']],
    ["SELECT t || '!' FROM harmless", ['10!']],
    ['COPY (SELECT id FROM customers ORDER BY id) TO STDOUT', []],
    ['SELECT nosuch FROM customers', []],
  ])('%s', async (text, cells) => {
    const wire = await Wire.through(gateway)
    const reply = await wire.ask(query(text))
    expect(say.rows(reply).flat()).toEqual(cells)
    expect(errorCode(reply)).toBe(text.includes('nosuch') ? '42703' : undefined)
    if (text.includes('nosuch')) expect(seen(reply)).toContain('column "nosuch" does not exist')
    wire.close()
  })
})

describe('a mask keeps its type in binary:', () => {
  it.each([
    ['an int8', 'SELECT card FROM customers', '0000000000000000'],
    ['a date, as days since 2000', 'SELECT born FROM customers', 'ffffd533'],
    ['a text', 'SELECT name FROM customers', '2a2a2a'],
  ])('%s', async (_, text, hex) => {
    const wire = await Wire.through(gateway)
    const row = (await wire.ask(...binary(text))).find(({ type }) => type === 'D')
    expect(row && say.cellsOf(row.body)[0]?.toString('hex')).toBe(hex)
    wire.close()
  })
})
