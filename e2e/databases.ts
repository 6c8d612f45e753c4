import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { productData } from './env'

// Behind the product's back, to see what is really there. Only for tests: nobody else has these passwords.

/** The demo target as its superuser. */
export function targetUrl(): string {
  const { password, port } = readKept('target')
  return `postgresql://postgres:${password}@127.0.0.1:${port}/shop`
}

/** The console's own database. */
export function consoleDatabaseUrl(): string {
  const password = readFileSync(join(productData(), 'database-password'), 'utf8').trim()
  return `postgresql://sallyport:${password}@127.0.0.1:${readKept('console').port}/sallyport`
}

/** Asks the target directly. */
export async function onTarget<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: targetUrl() })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

function readKept(name: string): { password: string; port: number } {
  return JSON.parse(readFileSync(join(productData(), 'postgres', `${name}.json`), 'utf8'))
}
