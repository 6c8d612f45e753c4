import { type TestTarget, testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepareDemo } from './prepare-demo'
import { demoRows } from './rows'

let target: TestTarget
let client: pg.Client
beforeAll(async () => {
  target = await testTarget()
  client = new pg.Client({ connectionString: target.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await target.drop()
})

async function value<T = unknown>(sql: string): Promise<T | undefined> {
  const { rows } = await client.query<[T]>({ text: sql, rowMode: 'array' })
  return rows[0]?.[0]
}

describe('prepareDemo', () => {
  it.each(Object.entries(demoRows()))(
    'stores every row of %s and goes on numbering after the last',
    async (table, rows) => {
      expect(await value(`select count(*)::int from ${table}`)).toBe(rows.length)
      expect(await value(`select nextval(pg_get_serial_sequence('${table}', 'id'))::int`)).toBe(
        rows.length + 1,
      )
    },
  )

  it('keeps names as they are written, and types as they are declared', async () => {
    expect(await value(`select count(*)::int from customers where name like '%Nguyễn'`)).toBeGreaterThan(0)
    expect(await value('select jsonb_typeof(profile) from customers where id = 1')).toBe('object')
    expect(await value('select sum(amount) = (select sum(total) from order_totals) from payments')).toBe(true)
    expect(await value('select count(*)::int > 30 from revenue_by_month')).toBe(true)
  })

  it('has functions that read and that write', async () => {
    const order = await value<number>(
      `select order_id from payments join orders o on o.id = order_id where o.status = 'paid' limit 1`,
    )
    const customer = await value<number>(`select customer_id from orders where id = ${order}`)
    const before = await value(`select customer_lifetime_value(${customer})`)
    const refunded = await value(`select refund_order(${order})`)
    expect(await value(`select customer_lifetime_value(${customer})`)).toBe(
      (Number(before) - Number(refunded)).toFixed(2),
    )
    await expect(client.query(`select refund_order(${order})`)).rejects.toThrow(
      `order ${order} cannot be refunded`,
    )
  })

  it('lets a whole table be dropped, for that is what the story is about', async () => {
    await client.query('begin')
    expect((await client.query('drop table orders')).command).toBe('DROP')
    await client.query('rollback')
  })

  it('leaves alone what is there, and says what is not', async () => {
    await client.query(`update customers set name = 'Changed' where id = 1`)
    await client.query('drop table orders')
    const { password, database, adminUrl } = target
    expect(await prepareDemo(adminUrl, { password, database })).toMatchObject({
      created: false,
      username: 'shop_app',
      missing: ['orders'],
    })
    expect(await value('select name from customers where id = 1')).toBe('Changed')
  })

  it('fills what an interrupted start left empty', async () => {
    const empty = await testTarget('empty')
    const { password, database, adminUrl } = empty
    const both = await Promise.all([
      prepareDemo(adminUrl, { password, database }),
      prepareDemo(adminUrl, { password, database }),
    ])
    expect(both.filter(({ created }) => created)).toHaveLength(1)
    await empty.drop()
  })
})
