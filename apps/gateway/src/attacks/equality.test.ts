import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import * as say from './wire.fixture'
import { errorCode, parse, query, rows, sync, Wire } from './wire.fixture'
import { maskingRule } from './worlds.fixture'

let target: Awaited<ReturnType<typeof testTarget>>
let gateway: TestGateway
beforeAll(async () => {
  target = await testTarget('empty')
  const admin = new pg.Client({ connectionString: target.url })
  await admin.connect()
  await admin.query(`CREATE TABLE customers (id int PRIMARY KEY, email text, card int8, ssn text);
    INSERT INTO customers VALUES (1, 'ada@example.com', 4111111111111111, '078-05-1120'), (2, 'bob@example.com', 7, 'x')`)
  await admin.end()
  const lookedUp = {
    columns: ['**.email', '**.card'],
    inference: 'equality',
    settings: { comparisons: 3 },
  } as const
  gateway = await startGateway(target, {
    rules: [rule('all', 'allow')],
    maskingRules: [
      maskingRule({ id: 'looked up', ...lookedUp }),
      maskingRule({ id: 'closed', columns: ['**.ssn'] }),
    ],
  })
})
afterAll(async () => {
  await gateway.close()
  await target.drop()
})

async function ask(wire: Wire, text: string, params?: readonly string[]): Promise<string> {
  const messages = params ? [parse('', text), say.bind('', '', params), say.execute(), sync] : [query(text)]
  const replies = await wire.ask(...messages)
  return errorCode(replies) ?? JSON.stringify(rows(replies))
}

describe('where a rule lets values be compared', () => {
  it('a row is found by its real value, and shown masked', async () => {
    const wire = await Wire.through(gateway)
    expect(await ask(wire, "select id, email from customers where email = 'ada@example.com'")).toBe(
      '[["1","***"]]',
    )
    expect(await ask(wire, 'select id from customers c where c.card = $1', ['4111111111111111'])).toBe(
      '[["1"]]',
    )
    expect(await ask(wire, "select count(*) from customers where email in ('x', 'bob@example.com')")).toBe(
      '[["1"]]',
    )
    wire.close()
  })

  it.each([
    "select id from customers where email like 'ada%'",
    "select id from customers where email >= 'ada' and email < 'adb'",
    "select id from customers where substr(email, 1, 1) = 'a'",
    "select id from customers where ssn = '078-05-1120'",
    'select id from customers where card % 10 = 1',
  ])('all else sees masks: %s', async (text) => {
    const wire = await Wire.through(gateway)
    expect(await ask(wire, text)).toBe('[]')
    wire.close()
  })

  it('no more than so many values, in whatever way they are sent', async () => {
    const wire = await Wire.through(gateway)
    expect(await ask(wire, "select id from customers where email in ('a', 'b')")).toBe('[]')
    expect(await ask(wire, 'select id from customers where email = $1', ['ada@example.com'])).toBe('[["1"]]')
    expect(await ask(wire, 'select id from customers where email = $1', ['ada@example.com'])).toBe('[["1"]]')
    expect(await ask(wire, 'select id from customers where email = $1', ['bob@example.com'])).toBe('42501')
    expect(await ask(wire, "select id from customers where email = 'bob@example.com'")).toBe('42501')
    expect(await ask(wire, 'select id from customers where card = 7')).toBe('[["2"]]')
    expect(await ask(wire, 'select id from customers where id = 2')).toBe('[["2"]]')
    wire.close()
  })
})
