import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '@sallyport/testkit'
import { type ServerUser, serverUser } from '../packages/testkit/src/server-user'
import type { Postgres } from './postgres'

export interface Server {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: string
  /** A folder that the server's user, and so its COPY, may write to. */
  readonly folder: string
  /** Whom it runs as, and whom the suites that write beside it must run as. */
  readonly user: ServerUser | undefined
  log(): Promise<string>
  /** Fast shutdown; its data is removed. */
  stop(): Promise<void>
}

const run = promisify(execFile)
const PASSWORD = 'suite-superuser'
/** Nothing here has to survive a power cut. The rest is as PostgreSQL ships it, for the suites expect that. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
}

/** Starts a fresh server of the distribution's in a temporary folder, with a superuser and a password. */
export async function startServer({ bin, libraries }: Pick<Postgres, 'bin' | 'libraries'>): Promise<Server> {
  const user = serverUser()
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-suites-'))
  await chmod(folder, 0o755)
  const data = join(folder, 'data')
  await mkdir(data, { mode: 0o700 })
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, `${PASSWORD}\n`, { mode: 0o600 })
  if (user) for (const path of [folder, data, passwordFile]) await chown(path, user.uid, user.gid)
  const access = ['--auth=scram-sha-256', '--username=postgres', `--pwfile=${passwordFile}`]
  await run(`${bin}/initdb`, [`--pgdata=${data}`, '--no-locale', '--encoding=UTF8', '-N', ...access], {
    ...user,
    cwd: '/',
    env: { LD_LIBRARY_PATH: libraries },
  })
  const port = await freePort()
  const flags = Object.entries({ ...SETTINGS, port: String(port) }).map(
    ([name, value]) => `-c ${name}='${value}'`,
  )
  const log = join(folder, 'server.log')
  const words = ['start', '-s', '-w', '-t', '30', '-D', data, '-l', log, '-o', flags.join(' ')]
  await run(`${bin}/pg_ctl`, words, { ...user, cwd: '/', env: { LD_LIBRARY_PATH: libraries } })
  return {
    host: '127.0.0.1',
    port,
    username: 'postgres',
    password: PASSWORD,
    folder,
    user,
    log: () => readFile(log, 'utf8'),
    async stop() {
      await run(`${bin}/pg_ctl`, ['stop', '-s', '-D', data, '-m', 'immediate'], {
        ...user,
        cwd: '/',
        env: {},
      })
      await rm(folder, { recursive: true, force: true })
    },
  }
}
