import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { int16, int32, message } from '../protocols/postgres/codec/write'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import * as say from './wire.fixture'
import { errorCode, parse, query, sync, Wire } from './wire.fixture'
import { maskingRule } from './worlds.fixture'

let target: Awaited<ReturnType<typeof testTarget>>
let gateway: TestGateway
beforeAll(async () => {
  target = await testTarget('empty')
  const admin = new pg.Client({ connectionString: target.url })
  await admin.connect()
  await admin.query(`CREATE TABLE people (id int PRIMARY KEY, email text, salary int, balance numeric(10,2), born date,
      seen timestamptz, code uuid, badge text, plan text, account int8, contact jsonb, open text, level int);
    INSERT INTO people (id, salary) SELECT i, 100 FROM generate_series(1, 100) i`)
  await admin.end()
  const masks = (id: string, columns: readonly string[], more: Parameters<typeof maskingRule>[0] = {}) =>
    maskingRule({ id, name: id, columns: columns.map((each) => `**.people.${each}`), ...more })
  gateway = await startGateway(target, {
    rules: [rule('all', 'allow')],
    maskingRules: [
      masks('redacted', ['email', 'salary', 'balance', 'born', 'seen', 'code', 'contact']),
      masks('allowed', ['level'], { inference: 'allow' }),
      masks('hashed', ['badge'], { operator: 'hash' }),
      masks('constant', ['plan'], {
        operator: 'constant',
        settings: { value: 'hidden' },
        inference: 'allow',
      }),
      masks('tokens', ['account'], { operator: 'token', inference: 'allow' }),
    ],
  })
})
afterAll(async () => {
  await gateway.close()
  await target.drop()
})

async function ask(...messages: readonly Buffer[]): Promise<string> {
  const wire = await Wire.through(gateway)
  const replies = await wire.ask(query('begin'))
  const answered = await wire.ask(...messages)
  wire.close()
  return errorCode([...replies, ...answered]) ?? 'done'
}

describe('what would store a mask in place of a value is refused', () => {
  it.each([
    ["update people set email = '***' where id = 1"],
    ['update people set salary = 0 where id = 1'],
    ["update people set id = 1, (salary, open) = (0, 'x') where id = 1"],
    ["update people set balance = '0.00' where id = 1"],
    ['update people set balance = 0 where id = 1'],
    ["update people set born = '1970-01-01' where id = 1"],
    ["update people set born = date '1970-01-01' where id = 1"],
    ["update people set seen = '1970-01-01 00:00:00+00' where id = 1"],
    ["update people set seen = '1970-01-01T00:00:00.000Z' where id = 1"],
    ["update people set seen = '1970-01-01T01:00:00.000+01:00'::timestamptz where id = 1"],
    ["update people set code = '00000000-0000-0000-0000-000000000000' where id = 1"],
    ['update people set contact = \'{"email": "***"}\' where id = 1'],
    ['update people set level = 0 where id = 1'],
    ["update people set badge = '9007c4256b7fef2b' where id = 1"],
    ["update people set plan = 'hidden' where id = 1"],
    ['update people set account = -7212345678901234567 where id = 1'],
    ['update people set salary = case when id = 1 then 5 else 0 end'],
    ["insert into people values (200, '***')"],
    ['insert into people (id, salary) values (1, 5) on conflict (id) do update set salary = 0'],
    ['merge into people p using (select 1 as id) s on p.id = s.id when matched then update set salary = 0'],
  ])('%s', async (text) => {
    expect(await ask(query(text))).toBe('42501')
  })

  it.each([
    ['update people set salary = $1 where id = 1', '0', 0],
    ['update people set born = $1 where id = 1', '1970-01-01', 0],
    ['update people set level = coalesce($1, 1) where id = 1', '0', 0],
    ['update people set salary = $1 where id = 1', int32(0), 1],
    ['update people set code = $1 where id = 1', Buffer.alloc(16), 1],
    ['update people set born = $1 where id = 1', int32(-10957), 1],
  ] as const)('with parameters: %s', async (text, value, format) => {
    const bytes = Buffer.from(value)
    const bound = message(
      'B',
      '\0\0',
      int16(1),
      int16(format),
      int16(1),
      int32(bytes.length),
      bytes,
      int16(0),
    )
    expect(await ask(parse('', text), bound, say.execute(), sync)).toBe('42501')
  })
})

describe('and ordinary writes are done', () => {
  it.each([
    ["update people set email = 'x@y.z', salary = 5, balance = 0.01, born = '1970-01-02' where id = 0 + 1"],
    ['update people set salary = null, level = null where id = 1'],
    ['insert into people (id, salary) values (210, 5), (211, 0)'],
    ['insert into people (id, salary) select 212, 0'],
    ["update people set open = '1970-01-01' where id = 1"],
    ["update people set seen = '1970-01-01 00:00:01+00' where id = 1"],
    ["update people set contact = '{}' where id = 1"],
    ["update people set badge = '9007c4256b7fef2' where id = 1"],
    ["update people set plan = 'hidden one' where id = 1"],
    ['update people set account = -5 where id = 1'],
    ['update people set id = 300 where id = 100 and level is null'],
    ['insert into people (id, open) values (200, 0), (201, null)'],
    ['insert into people (id, salary) values (200, default)'],
    ['delete from people where id = 0'],
  ])('%s', async (text) => {
    expect(await ask(query(text))).toBe('done')
  })

  it('in words', async () => {
    const wire = await Wire.through(gateway)
    const replies = await wire.ask(query('update people set salary = 0 where id = 1'))
    wire.close()
    expect(String(replies[0]?.body)).toContain('would store a masked value in place of the real one')
  })
})
