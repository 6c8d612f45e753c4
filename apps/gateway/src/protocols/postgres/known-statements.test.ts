import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rule, startGateway, type TestGateway } from '../../testing/test-gateway'

const SCHEMA = `
  CREATE TABLE customers (id int PRIMARY KEY, email text, note text);
  INSERT INTO customers VALUES (1, 'ada@example.com', 'call 4111 1111 1111 1111'), (2, NULL, 'plain');
  CREATE TABLE orders (id int PRIMARY KEY, total int);
  INSERT INTO orders SELECT n, n FROM generate_series(1, 5) n;`

const masking = {
  id: 'm',
  connections: [],
  groups: [],
  dataClass: 'email',
  detectors: [],
  columns: [],
} as const

let target: Awaited<ReturnType<typeof testTarget>>
let gateway: TestGateway
let admin: pg.Client

beforeAll(async () => {
  target = await testTarget('empty')
  admin = new pg.Client({ connectionString: target.url })
  await admin.connect()
  await admin.query(SCHEMA)
  gateway = await startGateway(target, {
    rules: [
      rule('reads and inserts', 'allow', { verbs: ['read', 'insert'] }),
      rule('no full delete', 'deny', {
        verbs: ['delete'],
        conditions: ['no-where', 'always-true'],
        message: 'Add a WHERE.',
      }),
    ],
    maskingRules: [
      { ...masking, name: 'emails', columns: ['**.customers.email'], operator: 'redact' },
      { ...masking, name: 'anywhere', detectors: ['email', 'card'], operator: 'redact' },
    ],
  })
})

afterAll(async () => {
  await gateway.close()
  await admin.end()
  await target.drop()
})

async function using<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await gateway.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

describe('a statement whose like has run before', () => {
  const ALIKE = ['select id from orders where id = ', 'select email, note from customers where id = ']

  it.each([
    ['sent as text', (client: pg.Client, text: string, id: number) => client.query(text + id)],
    ['with parameters', (client: pg.Client, text: string, id: number) => client.query(`${text}$1`, [id])],
    [
      'prepared once',
      (client: pg.Client, text: string, id: number) =>
        client.query({ name: text.slice(0, 12), text: `${text}$1`, values: [id] }),
    ],
  ])('is recorded in its own words, and masked as the first was: %s', async (_, query) => {
    await using(async (client) => {
      for (const id of [1, 2, 1]) {
        const { rows: orders } = await query(client, ALIKE[0] ?? '', id)
        expect(orders).toEqual([{ id }])
        const { rows: customers } = await query(client, ALIKE[1] ?? '', id)
        expect(customers).toEqual([
          id === 1 ? { email: '***', note: 'call ***' } : { email: null, note: 'plain' },
        ])
      }
    })
    const said = gateway.events().flatMap((event) => {
      if (event.type !== 'statement' || !ALIKE.some((text) => event.text.startsWith(text))) return []
      return [[event.text.replace('$1', ''), event.parameters?.[0] ?? '', event.decision.rule]]
    })
    const mine = said.slice(-6)
    expect(mine.map(([text, parameter]) => `${text}${parameter}`)).toEqual(
      [1, 2, 1].flatMap((id) => ALIKE.map((text) => text + id)),
    )
    expect(new Set(mine.map(([, , name]) => name))).toEqual(new Set(['reads and inserts']))
  })

  it('is decided by itself where it depends on what is written', async () => {
    await using(async (client) => {
      await client.query('insert into orders values (101, 1)')
      await expect(client.query('delete from orders where 1 = 1')).rejects.toMatchObject({ code: '42501' })
      await client.query('insert into orders values (102, 1)')
      await expect(client.query("delete from orders where 'a' = 'a'")).rejects.toThrow('Add a WHERE')
    })
  })

  it('is looked at again when a relation of that name is another', async () => {
    await using(async (client) => {
      await admin.query('create table moving as select 1 as email')
      for (const n of [1, 2]) await client.query(`select email from moving where 1 = ${n} + 0`)
      await admin.query('drop table moving; create view moving as select email from customers')
      const { rows } = await client.query('select email from moving where 1 = 1 + 0')
      expect(rows[0]).toEqual({ email: '***' })
    })
  })
})
