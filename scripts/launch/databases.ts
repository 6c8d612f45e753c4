import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type DemoTarget, prepareDemo, removeDemo } from '@sallyport/demo'
import { type Cluster, clusterHome, freePort, startCluster } from '@sallyport/testkit/cluster'
import pg from 'pg'
import type { Progress } from '../progress.mjs'
import { PlainError } from '../run.mjs'
import { kept, readJson, secret, writeJson } from './kept'
import { isPortFree } from './settings.mjs'
import type { Shutdown } from './shutdown'

export interface DatabaseOptions {
  readonly data: string
  readonly databaseUrl: string | null
  readonly resetDemo: boolean
  readonly say: Progress
}

export interface Databases {
  /** The console's own. */
  readonly url: string
  readonly target: DemoTarget & { readonly password: string }
}

/** The console's database, unless it was given one, and the demo target: each in a cluster of its own. */
export async function startDatabases(options: DatabaseOptions, shutdown: Shutdown): Promise<Databases> {
  const { data, databaseUrl, resetDemo, say } = options
  if (databaseUrl) await checkDatabase(databaseUrl)
  const home = await clusterHome(data)
  if (!home.startsWith(data))
    say.note(`they live in ${home}: PostgreSQL runs as another user, who cannot reach ${data}`)
  const start = async (name: string) => {
    const cluster = await startKept(home, name)
    await shutdown.defer(() => cluster.stop())
    return cluster
  }
  const targetCluster = await start('target')
  const password = await kept(join(data, 'target-password'), secret)
  if (resetDemo) await removeDemo(targetCluster.adminUrl)
  const target = await prepareDemo(targetCluster.adminUrl, { password })

  const url = databaseUrl ?? (await consoleDatabase(await start('console'), data))
  return { url, target: { ...target, password } }
}

const REACH_MS = 10_000

/** Throws, in words for whoever set DATABASE_URL, when its database cannot be used. */
export async function checkDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: REACH_MS })
  client.on('error', () => undefined) // the attempt below tells
  try {
    await client.connect()
  } catch (error) {
    const { username, host, pathname } = new URL(url)
    const why = error instanceof Error && error.message !== '' ? error.message : 'nobody answers'
    throw new PlainError(
      `The database of DATABASE_URL, ${pathname.slice(1)} on ${host} as ${username}, cannot be used: ${why}. ` +
        'Mend it, or unset DATABASE_URL for an embedded one.',
    )
  } finally {
    await client.end()
  }
}

interface KeptCluster {
  readonly password: string
  readonly port: number
}

/** The cluster under the port that it had before, where that is free. What opens it is kept beside it. */
async function startKept(home: string, name: string): Promise<Cluster> {
  await mkdir(home, { recursive: true })
  const file = join(home, `${name}.json`)
  const before = (await readJson<KeptCluster>(file)) ?? { password: secret(), port: await freePort() }
  await writeJson(file, before) // before the cluster is made, for nothing else knows its password
  const port = (await isPortFree(before.port)) ? before.port : await freePort()
  const cluster = await startCluster({ directory: join(home, name), password: before.password, port })
  if (cluster.port !== before.port) await writeJson(file, { ...before, port: cluster.port })
  return cluster
}

const NAME = 'sallyport'

/** The console's own database in its cluster, with a user that is no superuser. */
async function consoleDatabase(cluster: Cluster, data: string): Promise<string> {
  const password = await kept(join(data, 'database-password'), secret)
  const admin = new pg.Client({ connectionString: cluster.adminUrl })
  await admin.connect()
  try {
    const role = await admin.query('select from pg_roles where rolname = $1', [NAME])
    await admin.query(
      `${role.rowCount ? 'alter' : 'create'} role ${NAME} login password ${pg.escapeLiteral(password)}`,
    )
    const database = await admin.query('select from pg_database where datname = $1', [NAME])
    if (!database.rowCount) await admin.query(`create database ${NAME} owner ${NAME}`)
  } finally {
    await admin.end()
  }
  return `postgresql://${NAME}:${password}@127.0.0.1:${cluster.port}/${NAME}`
}
