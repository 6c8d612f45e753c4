import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectDb, migrate } from '@sallyport/db'
import { startCluster } from '@sallyport/testkit/cluster'
import pg from 'pg'
import type { Member } from '../../packages/api/src/context'
import { listReaders } from '../../packages/api/src/search/list-readers'
import type { StatementFilter } from '../../packages/api/src/search/schema'
import { searchStatements } from '../../packages/api/src/search/search-statements'
import { root } from '../../scripts/root.mjs'
import {
  DAYS,
  makeSession,
  makeStatement,
  makeWorld,
  SECRET_TABLE,
  STATEMENT_COLUMNS,
  seeded,
  type World,
} from './generate'

const AT_ONCE = 200_000
const PER_SESSION = 40
const ROUNDS = 5
const END = Date.UTC(2026, 5, 1)
const say = (line: string) => process.stdout.write(`${line}\n`)

/** What a folder that is kept says of what is loaded there. */
interface Kept {
  readonly password: string
  readonly world: World
}

/**
 * Loads generated statements into an embedded PostgreSQL by COPY, and measures searches over them. `keep`: a folder in
 * which they stay, and in which those of an earlier run are found; null: nothing stays.
 */
export async function runSearchBench(statements: number, keep: string | null): Promise<void> {
  const folder = keep ?? (await mkdtemp(join(tmpdir(), 'sallyport-search-')))
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o755)
  const kept = join(folder, 'kept.json')
  const found = await readFile(kept, 'utf8').catch(() => null)
  const { password, world }: Kept = found
    ? JSON.parse(found)
    : { password: randomBytes(12).toString('hex'), world: makeWorld(randomUUID()) }
  const settings = { fsync: 'off', full_page_writes: 'off', max_wal_size: '4GB' }
  const cluster = await startCluster({ directory: join(folder, 'data'), password, settings })
  const admin = new pg.Client({ connectionString: cluster.adminUrl })
  const db = connectDb(cluster.adminUrl)
  try {
    await migrate(cluster.adminUrl, join(root, 'prisma', 'migrations'))
    await admin.connect()
    if (!found) {
      await fill(admin, folder, world, statements)
      if (keep) await writeFile(kept, JSON.stringify({ password, world } satisfies Kept), { mode: 0o600 })
    }
    await measure(db, world)
  } finally {
    await db.$disconnect()
    await admin.end()
    await cluster.stop()
    if (!keep) await rm(folder, { recursive: true, force: true })
  }
}

async function fill(admin: pg.Client, folder: string, world: World, statements: number): Promise<void> {
  const { organizationId, identities } = world
  await admin.query('INSERT INTO "Organization" (id, name) VALUES ($1, $2)', [organizationId, 'bench'])
  for (const { id, name, kind } of identities) {
    await admin.query(
      `INSERT INTO "Identity" (id, "organizationId", kind, name, role) VALUES ($1, $2, $3, $4, 'engineer')`,
      [id, organizationId, kind, name],
    )
  }
  const gateway = randomUUID()
  await admin.query(
    'INSERT INTO "Gateway" (id, "organizationId", name, "credentialHash") VALUES ($1, $2, $3, $4)',
    [gateway, organizationId, 'bench', 'none'],
  )
  // Put back after the load, as the migration made them: a load into them takes many times as long.
  const indexes = await admin.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE tablename = 'Statement' AND indexname NOT LIKE '%pkey'`,
  )
  for (const { name } of indexes.rows) await admin.query(`DROP INDEX "${name}"`)
  const random = seeded(1)
  const loading = performance.now()
  for (let done = 0; done < statements; done += AT_ONCE) {
    const count = Math.min(AT_ONCE, statements - done)
    const file = join(folder, 'statements.csv')
    await writeStatements(admin, file, world, gateway, random, { done, count, of: statements })
    await admin.query(`COPY "Statement" (${STATEMENT_COLUMNS}) FROM '${file}' (FORMAT csv)`)
    say(`${(done + count).toLocaleString('en')} statements loaded, ${seconds(loading)} s`)
  }
  await admin.query(`SET maintenance_work_mem = '1GB'`)
  for (const { name, definition } of indexes.rows) {
    const began = performance.now()
    await admin.query(definition)
    say(`${name} made in ${seconds(began)} s`)
  }
  await admin.query('VACUUM ANALYZE')
  const sizes = await admin.query<{ name: string; size: string }>(
    `SELECT relname AS name, pg_size_pretty(pg_total_relation_size(oid)) AS size FROM pg_class
     WHERE relname IN ('Statement', 'Statement_terms_text_idx') ORDER BY 1`,
  )
  for (const { name, size } of sizes.rows) say(`${name}: ${size}`)
}

async function writeStatements(
  admin: pg.Client,
  path: string,
  world: World,
  gateway: string,
  random: () => number,
  { done, count, of }: { readonly done: number; readonly count: number; readonly of: number },
): Promise<void> {
  const file = await open(path, 'w', 0o644)
  try {
    for (let at = 0; at < count; at += PER_SESSION) {
      const time = (number: number) => END - Math.round((1 - (done + number) / of) * DAYS * 86_400_000)
      const session = makeSession(world, random, time(at), END)
      await admin.query(
        `INSERT INTO "Session" (id, "organizationId", "identityId", "identityName", "identityKind", "connectionName",
           "gatewayId", protocol, "clientAddress", "startedAt")
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'postgres', '127.0.0.1', $8)`,
        [
          session.id,
          session.organizationId,
          session.identityId,
          session.identityName,
          session.identityKind,
          session.connectionName,
          gateway,
          new Date(session.startedAt),
        ],
      )
      let lines = ''
      for (let number = 1; number <= Math.min(PER_SESSION, count - at); number++) {
        lines += makeStatement(session, random, number, time(at + number))
      }
      await file.write(lines)
    }
  } finally {
    await file.close()
  }
}

async function measure(db: ReturnType<typeof connectDb>, world: World): Promise<void> {
  const member = {
    id: randomUUID(),
    role: 'reviewer',
    organizationId: world.organizationId,
  } as Member
  const [busy] = world.identities
  const rare = { from: new Date(END - 300 * 86_400_000), to: new Date(END - 200 * 86_400_000) }
  const searches: Readonly<Record<string, StatementFilter>> = {
    'everything, the newest': {},
    'a frequent table': { table: 'customers' },
    'a rare table': { table: SECRET_TABLE },
    'who busy was on a rare table': { table: SECRET_TABLE, ...(busy && { identity: busy.id }) },
    'a column that was read': { column: 'customers_tax.phone', access: 'read' },
    'a column and a table that never come together': { column: 'orders.email', table: SECRET_TABLE },
    'a data class in a time': { dataClass: 'email', access: 'read', ...rare },
    'somebody of the first days only': { identity: world.visitor },
    'somebody of the first days, and a frequent table': { identity: world.visitor, table: 'customers' },
    'what was denied': { effect: 'deny' },
    'what was held of one rule on one table': { effect: 'hold', rule: 'rule 7', table: 'orders_eu' },
    'an error of a connection': { error: '23505', connection: 'shop-5' },
    'many rows': { minRows: 9_000 },
    'drops of a table by agents': { verb: 'drop', table: 'payments', kind: 'agent' },
    'a frequent word': { search: 'customers' },
    'two words that seldom come together': { search: 'drop stock_tax' },
    'a rare substring': { search: 'state 5yc' },
    'a number that is not there': { search: '99999999999' },
    'a word and a column': { search: 'update', column: 'visits_log.email' },
    'something of two letters': { search: 'DE' },
  }
  say(`\n| search | found | first, ms | median of ${ROUNDS}, ms |\n| --- | ---: | ---: | ---: |`)
  for (const [name, filter] of Object.entries(searches)) {
    await row(name, async () => (await searchStatements(db, member, filter)).items.length)
  }
  const page = await searchStatements(db, member, {})
  say(`| (${page.items.length} on a page) | | | |`)
  await row('who read a column, ever', async () => {
    return (await listReaders(db, member, { column: 'customers.email', access: 'read' })).items.length
  })
  await row('who read a rare table, ever', async () => {
    return (await listReaders(db, member, { table: SECRET_TABLE, verb: 'read' })).items.length
  })
}

async function row(name: string, search: () => Promise<number>): Promise<void> {
  const times: number[] = []
  let found = 0
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now()
    found = await search()
    times.push(performance.now() - began)
  }
  const [first = 0] = times
  const median = times.toSorted((one, other) => one - other)[ROUNDS >> 1] ?? 0
  say(`| ${name} | ${found} | ${first.toFixed(0)} | ${median.toFixed(0)} |`)
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(0)
}
