import { readFile } from 'node:fs/promises'
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import { DEMO_SEED, type DemoRows, demoRows } from './rows'

export interface DemoOptions {
  /** Of the role whose credential Sallyport holds. */
  readonly password: string
  readonly database?: string
  readonly seed?: number
}

export interface DemoTarget {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string
  /** False when it was there already: then what people did to its data is left alone. */
  readonly created: boolean
  /** Tables of the demo that are gone: dropped by those who tried what can be tried. */
  readonly missing: readonly string[]
}

const USERNAME = 'shop_app'
/** Keeps two callers from creating the same role or database at once. */
const LOCK = 5_041_207

/**
 * Makes the demo target where it is missing: the role, its database, and all rows in one transaction,
 * so that a start that was interrupted leaves an empty database and not half of one.
 */
export async function prepareDemo(adminUrl: string, options: DemoOptions): Promise<DemoTarget> {
  const { password, database = 'shop', seed = DEMO_SEED } = options
  await connected(adminUrl, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [LOCK])
    await prepareRole(admin, password)
    await prepareDatabase(admin, database)
  })
  const url = new URL(adminUrl)
  return connected(withDatabase(adminUrl, database), async (client) => {
    const created = await fill(client, seed)
    const missing = await missingTables(client)
    return {
      host: url.hostname,
      port: Number(url.port || 5432),
      database,
      username: USERNAME,
      created,
      missing,
    }
  })
}

/** Removes the demo database, whoever is connected to it. */
export async function removeDemo(adminUrl: string, database = 'shop'): Promise<void> {
  await connected(adminUrl, (admin) =>
    admin.query(`drop database if exists ${escapeIdentifier(database)} with (force)`),
  )
}

async function prepareRole(admin: Client, password: string): Promise<void> {
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [USERNAME])
  await admin.query(
    `${rowCount ? 'alter' : 'create'} role ${USERNAME} login password ${escapeLiteral(password)}`,
  )
}

async function prepareDatabase(admin: Client, database: string): Promise<void> {
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [database])
  if (rowCount) return
  await admin.query(`create database ${escapeIdentifier(database)} owner ${USERNAME}`)
}

async function fill(client: Client, seed: number): Promise<boolean> {
  await client.query('begin')
  await client.query('select pg_advisory_xact_lock($1)', [LOCK])
  const marked = await client.query(
    `select where obj_description('public'::regnamespace, 'pg_namespace') like 'Sallyport demo%'`,
  )
  if (marked.rowCount) {
    await client.query('rollback')
    return false
  }

  await client.query(`alter schema public owner to ${USERNAME}`)
  await client.query(`set local role ${USERNAME}`)
  await client.query(await readFile(new URL('../schema.sql', import.meta.url), 'utf8'))
  for (const [table, rows] of Object.entries(demoRows(seed))) await insert(client, table, rows)
  await client.query('refresh materialized view revenue_by_month')
  await client.query(`comment on schema public is 'Sallyport demo, seed ${seed}'`)
  await client.query('commit')
  await client.query('analyze')
  return true
}

const TABLES: readonly (keyof DemoRows)[] = ['customers', 'products', 'orders', 'payments', 'employees']

async function missingTables(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select name from unnest($1::text[]) name where to_regclass('public.' || name) is null`,
    [TABLES],
  )
  return rows.map(({ name }) => name)
}

/** `table` is one of ours, never input. */
async function insert(client: Client, table: string, rows: readonly object[]): Promise<void> {
  await client.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
    JSON.stringify(rows),
  ])
  await client.query(`alter table ${table} alter column id restart with ${rows.length + 1}`)
}

async function connected<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'sallyport-demo' })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${encodeURIComponent(database)}`
  return changed.href
}
