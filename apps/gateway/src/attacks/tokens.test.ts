import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import * as say from './wire.fixture'
import { errorCode, parse, query, rows, sync, types, Wire } from './wire.fixture'
import { maskingRule } from './worlds.fixture'

let target: Awaited<ReturnType<typeof testTarget>>
let gateway: TestGateway
/** What people see of the first customer. */
let email = ''
let card = ''
let account = ''
let name = ''

beforeAll(async () => {
  target = await testTarget('empty')
  const admin = new pg.Client({ connectionString: target.url })
  await admin.connect()
  await admin.query(`CREATE TABLE customers (id int PRIMARY KEY, email text, name text, account int8, card text, ssn text, notes text);
    INSERT INTO customers VALUES (1, 'ada@canary.test', 'Ada O''Canary', 5501, '4111 1111 1111 1111', '078-05-1120', 'ada@canary.test'),
      (2, 'bob@canary.test', 'Bob', 5502, null, null, '');
    CREATE TABLE orders (id int, email varchar(100));
    INSERT INTO orders VALUES (10, 'ada@canary.test'), (11, 'bob@canary.test');
    CREATE VIEW contacts AS SELECT id, email AS address FROM customers;
    CREATE VIEW asking AS SELECT current_query() AS text;`)
  await admin.end()
  const tokens = { operator: 'token', inference: 'allow' } as const
  gateway = await startGateway(target, {
    rules: [rule('all', 'allow')],
    maskingRules: [
      maskingRule({ id: 'emails', columns: ['**.email', '**.address'], dataClass: 'email', ...tokens }),
      maskingRule({ id: 'names', columns: ['**.name'], dataClass: 'name', ...tokens }),
      maskingRule({ id: 'cards', columns: ['**.card'], dataClass: 'card', ...tokens }),
      maskingRule({ id: 'accounts', columns: ['**.account'], ...tokens }),
      maskingRule({ id: 'closed', columns: ['**.ssn'] }),
    ],
  })
  const wire = await Wire.through(gateway)
  const [row = []] = rows(
    await wire.ask(query('select email, name, account, card from customers where id = 1')),
  )
  ;[email = '', name = '', account = '', card = ''] = row.map((each) => each ?? '')
  wire.close()
})
afterAll(async () => {
  await gateway.close()
  await target.drop()
})

async function ask(text: string, params?: readonly string[]): Promise<string> {
  const wire = await Wire.through(gateway)
  const messages = params ? [parse('', text), say.bind('', '', params), say.execute(), sync] : [query(text)]
  const replies = await wire.ask(...messages)
  wire.close()
  const said = replies.map(({ body }) => body.toString('latin1')).join()
  expect(said).not.toMatch(/canary/i)
  return errorCode(replies) ?? JSON.stringify(rows(replies))
}

const filled = (text: string) =>
  text
    .replaceAll('$EMAIL', email)
    .replaceAll('$NAME', name)
    .replaceAll('$ACCOUNT', account)
    .replaceAll('$CARD', card)

describe('a token finds the row of its value', () => {
  it('and is what people see of it', () => {
    expect([email, name, card]).toEqual([
      expect.stringMatching(/^t[a-z2-7]+@masked\.invalid$/),
      expect.stringMatching(/^tok_[a-z2-7]+$/),
      expect.stringMatching(/^\d{4} \d{4} \d{4} \d{4}$/),
    ])
    expect(Number(account)).toBeLessThan(0)
  })

  it.each([
    ["select id from customers where email = '$EMAIL'"],
    ["select id from customers c where '$EMAIL' = c.email and id > 0"],
    ["select id from public.customers where email in ('x', '$EMAIL')"],
    ["select id from customers where email = any(array['$EMAIL', 'x'])"],
    ["select id from customers where email = any('{x,$EMAIL}')"],
    ["select id from customers where not email <> '$EMAIL'"],
    ["select id from customers where email = '$EMAIL'::text limit 1"],
    ['select id from customers where email = $$$EMAIL$$'],
    ["select id from customers where email = E'$EMAIL' -- é"],
    ["select /* é */ id from customers where name = '$NAME'"],
    ['select id from customers where account = $ACCOUNT'],
    ["select id from customers where account in (1, $ACCOUNT, '$ACCOUNT')"],
    ["select id from customers where card = '$CARD'"],
    ["select x.id from (select id, email as e from customers) x where x.e = '$EMAIL'"],
    ["select id from contacts where address = '$EMAIL'"],
    ["with c as (select * from customers where email = '$EMAIL') select id from c"],
    [
      "select id from customers where exists (select from orders o where o.email = '$EMAIL' and o.email = customers.email)",
    ],
    ["select c.id from customers c join orders o on o.email = c.email and o.email = '$EMAIL'"],
    ["select c.id from customers c join orders o using (email) where c.email = '$EMAIL'"],
    ["select count(*) from customers group by email = '$EMAIL' order by 1 limit 1"],
    [
      "select id from customers where id = 2 union select id from customers where email = '$EMAIL' order by 1 limit 1",
    ],
  ])('%s', async (text) => {
    expect(await ask(filled(text))).toBe('[["1"]]')
  })

  it.each([
    ['select id from customers where email = $1', ['$EMAIL']],
    ['select id from customers where id = $1 and $2 = email', ['1', '$EMAIL']],
    ['select id from customers where ($1::text is null or email = $1)', ['$EMAIL']],
    ['select id from customers where email = any($1)', ['{x,"$EMAIL"}']],
    ["select id from customers where name = '$NAME' and email = $1", ['$EMAIL']],
    ['select id from customers where account = $1', ['$ACCOUNT']],
  ])('with parameters: %s', async (text, params) => {
    expect(await ask(filled(text), params.map(filled))).toBe('[["1"]]')
  })

  it('in a change, and it is shown as a token again', async () => {
    expect(
      await ask(filled("update customers set notes = notes where email = '$EMAIL' returning email")),
    ).toBe(`[["${email}"]]`)
    expect(await ask(filled("delete from orders where id = 12 and email = '$EMAIL'"))).toBe('[]')
  })

  it('answers as a simple query does, and in a transaction', async () => {
    const wire = await Wire.through(gateway)
    expect(types(await wire.ask(query(filled("select id from customers where email = '$EMAIL'"))))).toBe(
      'TDCZ',
    )
    expect(types(await wire.ask(query('begin')))).toBe('CZ')
    expect(types(await wire.ask(query(filled("update orders set id = id where email = '$EMAIL'"))))).toBe(
      'CZ',
    )
    expect(
      types(await wire.ask(query(filled("select id from customers where email = '$EMAIL' and nothing")))),
    ).toBe('EZ')
    expect(types(await wire.ask(query('rollback')))).toBe('CZ')
    expect(types(await wire.ask(query(filled("select id from customers where email = '$EMAIL'"))))).toBe(
      'TDCZ',
    )
    wire.close()
  })

  it('and tells a client that describes it of its own parameters only', async () => {
    const wire = await Wire.through(gateway)
    const text = filled("select id from customers where email = '$EMAIL' and id = $1")
    const replies = await wire.ask(
      parse('', text),
      say.describe('S', ''),
      say.bind('', '', ['1']),
      say.execute(),
      sync,
    )
    expect(types(replies)).toBe('1tT2DCZ')
    expect(replies.find(({ type }) => type === 't')?.body.readUInt16BE(0)).toBe(1)
    expect(rows(replies)).toEqual([['1']])
    wire.close()
  })
})

describe('no value is seen behind a token by', () => {
  it.each([
    ["select '$EMAIL'", `[["$EMAIL"]]`],
    ["select current_query() from customers where email = '$EMAIL'", /"select current_query/],
    ["select text from asking, customers where email = '$EMAIL'", /./],
    ["select query from pg_stat_activity, customers where email = '$EMAIL'", /./],
    ["explain select id from customers where email = '$EMAIL'", /./],
    ["explain (analyze, verbose) select id from customers where email = '$EMAIL'", /./],
    ["select id from customers where notes = '$EMAIL'", '[]'],
    ["select id from customers where ssn = '$EMAIL'", '[]'],
    ["select id from customers where name = '$EMAIL'", '[]'],
    ["select id from customers where email = '$NAME'", '[]'],
    ["select id from customers where email like '$EMAIL'", '[]'],
    ["select id from customers where email || '' = '$EMAIL'", '[]'],
    ["select id from customers where lower(email) = '$EMAIL'", '[]'],
    ["select id from customers where email = '$EMAIL' || ''", '[]'],
    ["select x.v from (values ('$EMAIL')) x(v) join customers c on c.email = x.v", '[]'],
    ["select id from customers where (email, id) = ('$EMAIL', 1)", '[]'],
    ["select id from customers where email = 'taaaaaaaaaaaaaaaaa@masked.invalid'", '[]'],
    ["select id from customers where name = 'tok_azzzzzzzz'", '[]'],
    ["prepare p as select id from customers where email = '$EMAIL'", '42501'],
    ["begin; declare c cursor for select id from customers where email = '$EMAIL'", '42501'],
    ["copy (select id from customers where email = '$EMAIL') to stdout", '42501'],
    ["create temp table t as select id from customers where email = '$EMAIL'", '42501'],
    ["select 1; select id from customers where email = '$EMAIL'", '42501'],
    ["select id from customers where email = '$EMAIL' and 1 / (id - 1) = 0", '22012'],
    ["select id from customers where email = '$EMAIL' and email::int = 1", '22P02'],
    [
      "select (select current_setting('log_statement')), id from customers where email = '$EMAIL' and id = 0",
      '[]',
    ],
    ["insert into orders (email) values ('$EMAIL')", '42501'],
    ["update customers set email = '$EMAIL' where id = 2", '42501'],
    ["update customers set notes = '$EMAIL' where id = 2", /./],
  ])('%s', async (text, expected) => {
    const said = await ask(filled(text))
    if (typeof expected === 'string') expect(said).toBe(filled(expected))
    else expect(said).toMatch(expected)
  })

  it.each([
    ['select $1::text, id from customers where email = $1', ['$EMAIL'], '42501'],
    ['select id from customers where email = $1 or notes = $1', ['$EMAIL'], '42501'],
    ['select id from customers where email = $1 or name = $1', ['$EMAIL'], '42501'],
    ['update customers set notes = $1 where email = $1', ['$EMAIL'], '42501'],
    ['update customers set email = $1 where id = 2', ['$EMAIL'], '42501'],
    ['insert into orders (id, email) values (3, $1)', ['$EMAIL'], '42501'],
    ["update customers set email = coalesce($1, 'x') where id = 2", ['$EMAIL'], '42501'],
    ['select id from customers where email > $1 and id < 0', ['$EMAIL'], '[]'],
  ])('parameters: %s', async (text, params, expected) => {
    expect(await ask(text, params.map(filled))).toBe(expected)
  })

  it('an error that shows parameters', async () => {
    const wire = await Wire.through(gateway)
    await wire.ask(query('set log_parameter_max_length_on_error = -1'))
    const text = 'select 1 / (id - 1) from customers where email = $1'
    const replies = await wire.ask(parse('', text), say.bind('', '', [email]), say.execute(), sync)
    expect(errorCode(replies)).toBe('22012')
    expect(replies.map(({ body }) => body.toString('latin1')).join()).not.toMatch(/canary/i)
    wire.close()
  })

  it.each([
    ["select id from customers where email = '$EMAIL'::varchar(3)", '[]'],
    ["select id from customers where email = '$EMAIL'::text", '[["1"]]'],
    ["select id from customers where email = '$EMAIL'::int::text", '22P02'],
    ["select id from customers where email = any(array['$EMAIL']::varchar(2)[])", '[]'],
  ])('what a cast makes of it: %s', async (text, expected) => {
    expect(await ask(filled(text))).toBe(expected)
  })

  it('another value in its place', async () => {
    const wire = await Wire.through(gateway)
    const text = filled("select id from customers where email = '$EMAIL'")
    const bound = await wire.ask(parse('', text), say.bind('', '', ['bob@example.com']), say.execute(), sync)
    const named = await wire.ask(parse('s', text), sync)
    const executed = await wire.ask(query("execute s('bob@example.com')"))
    const declared = await wire.ask(parse('', text, 25), sync)
    expect([bound, named, executed, declared].map(errorCode)).toEqual(['42501', '42501', '42501', '42501'])
    wire.close()
  })

  it('a text behind a pipeline that no Sync has ended', async () => {
    const wire = await Wire.through(gateway)
    const text = filled("select id from customers where email = '$EMAIL'")
    const replies = await wire.ask(parse('', 'select 1 / 0'), say.bind('', '', []), query(text), sync)
    expect(rows(replies)).toEqual([])
    expect(types(replies).match(/Z/g)).toHaveLength(1)
    wire.close()
  })

  it('a name that the gateway uses at the target', async () => {
    const wire = await Wire.through(gateway)
    await wire.ask(query(filled("select id from customers where email = '$EMAIL' and 1 / (id - 1) = 0")))
    const replies = [
      ...(await wire.ask(query('select name, statement from pg_prepared_statements'))),
      ...(await wire.ask(query('execute "sallyport query"(\'x\')'))),
      ...(await wire.ask(say.bind('', 'sallyport query', ['x']), say.execute(), sync)),
      ...(await wire.ask(say.describe('P', 'sallyport query'), say.execute('sallyport query'), sync)),
    ]
    expect(replies.map(({ body }) => body.toString('latin1')).join()).not.toMatch(/canary/i)
    wire.close()
  })
})
