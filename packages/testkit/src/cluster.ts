import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { reachableBinaries } from './binaries'
import { freePort } from './free-port'
import { ADMIN, initialise } from './initialise'
import { clusterHome, SHELTER } from './reachable'
import { findServer, forgetDeadServer, stopServer } from './server-process'
import { serverUser } from './server-user'

export interface ClusterOptions {
  /** Absolute; made when missing. Under `clusterHome()`, or in the system's temporary folder. */
  readonly directory: string
  /** The administrator's. It is set when the cluster is made. */
  readonly password: string
  /** For a new start; a server that runs already keeps its own. */
  readonly port?: number | undefined
  readonly settings?: Readonly<Record<string, string>>
}

export interface Cluster {
  readonly port: number
  readonly adminUrl: string
  /** True when the server had outlived an earlier start and was taken over. */
  readonly reused: boolean
  stop(): Promise<void>
}

export { clusterHome, freePort }

const run = promisify(execFile)

const SETTINGS = { listen_addresses: '127.0.0.1', unix_socket_directories: '', shared_buffers: '64MB' }

/**
 * Starts an embedded PostgreSQL on 127.0.0.1, or takes over the one that still runs on this directory.
 * The server is nobody's child: it lives until `stop`, also when its starter is killed.
 */
export async function startCluster({
  directory,
  password,
  port,
  settings,
}: ClusterOptions): Promise<Cluster> {
  const user = serverUser()
  const { initdb, pg_ctl } = await reachableBinaries(SHELTER)
  const stop = () => stopServer(directory)
  const found = (at: number, reused: boolean) => ({
    port: at,
    adminUrl: adminUrl(at, password),
    reused,
    stop,
  })

  await initialise(initdb, directory, password, user)
  const running = findServer(directory)
  if (running && (await answers(adminUrl(running.port, password)))) return found(running.port, true)
  await stop()
  forgetDeadServer(directory)

  const chosen = port ?? (await freePort())
  const flags = Object.entries({ ...SETTINGS, ...settings, port: String(chosen) }).map(
    ([name, value]) => `-c ${name}='${value}'`,
  )
  const log = join(directory, 'server.log')
  try {
    const words = ['start', '-s', '-w', '-t', '30', '-D', directory, '-l', log, '-o', flags.join(' ')]
    await run(pg_ctl, words, { ...user, cwd: '/', env: {} }) // an empty environment: ours may hold secrets
  } catch (error) {
    const lines = await readFile(log, 'utf8').catch(() => 'It wrote no log.')
    throw new Error(`PostgreSQL did not start:\n${lines.trim().split('\n').slice(-8).join('\n')}`, {
      cause: error,
    })
  }
  return found(chosen, false)
}

function adminUrl(port: number, password: string): string {
  return `postgresql://${ADMIN}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 })
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false // it is starting, stopping, or hangs: the caller stops it and starts anew
  } finally {
    await client.end()
  }
}
