import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { testDatabase, testTarget } from './databases'

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' })
    return rows[0]?.[0]
  } finally {
    await client.end()
  }
}

describe('testDatabase', () => {
  it('gives each caller a migrated database of its own', async () => {
    const [one, other] = await Promise.all([testDatabase(), testDatabase()])
    const insert = `insert into "Organization" (id, name) values (gen_random_uuid(), 'Acme') returning name`
    expect(await ask(one.url, insert)).toBe('Acme')
    expect(await ask(other.url, 'select count(*)::int from "Organization"')).toBe(0)
    await Promise.all([one.drop(), other.drop()])
    await expect(ask(one.url, 'select 1')).rejects.toThrow('does not exist')
  })
})

describe('testTarget', () => {
  it('gives the demo shop to its owner, who is no superuser', async () => {
    const target = await testTarget()
    expect(await ask(target.url, 'select count(*)::int from customers')).toBe(8000)
    expect(await ask(target.url, 'select rolsuper from pg_roles where rolname = current_user')).toBe(false)
    expect(await ask(target.url, 'drop table orders')).toBeUndefined()
    await target.drop()
  })

  it('gives an empty database to the same owner', async () => {
    const target = await testTarget('empty')
    expect(
      await ask(target.url, `select count(*)::int from pg_class where relnamespace = 'public'::regnamespace`),
    ).toBe(0)
    expect(await ask(target.url, 'create table made (id int)')).toBeUndefined()
    expect(await ask(target.adminUrl, 'select current_user::text')).toBe('postgres')
    await target.drop()
  })
})
