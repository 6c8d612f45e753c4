import { existsSync, readFileSync } from 'node:fs'
import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import type { TestTarget } from '../testing/test-gateway'

const FOLDER = new URL('../../../../../shared/cases/', import.meta.url)

/** A file of the folder that lies beside the repository; null where it is absent. */
export function readShared(name: string): string | null {
  const file = new URL(name, FOLDER)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

/** The attacks' own target, which can be made as new. */
export interface AttackTarget {
  /** As the role that owns the data, and as a superuser. */
  readonly svc: TestTarget
  readonly postgres: TestTarget
  readonly admin: pg.Client
  /** Loads the fixture anew, whatever an attack left of the last one. */
  renew(): Promise<void>
  drop(): Promise<void>
}

const EXTENSIONS = ['hstore', 'fuzzystrmatch', 'tablefunc', 'dblink', 'postgres_fdw']
/** One for all databases of a cluster: the fixture changes roles, which they share. */
const LOCK = 'select pg_advisory_lock(20571)'

/** `change` makes other data of the fixture's text. */
export async function attackTarget(change = (text: string) => text): Promise<AttackTarget> {
  const fixture = change(readShared('attacks-fixture.sql') ?? '')
  const { host, port, database, adminUrl, drop } = await testTarget('empty')
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  const shared = new pg.Client({ connectionString: adminUrl.replace(/\/[^/]*$/, '/postgres') })
  await shared.connect()
  for (const name of EXTENSIONS) await admin.query(`create extension ${name}`)
  const { username, password } = new URL(adminUrl)
  const at = { host, port, database }
  return {
    svc: { ...at, username: 'svc', password: 'svc-upstream-password-canary' },
    postgres: { ...at, username, password: decodeURIComponent(password) },
    admin,
    async renew() {
      await shared.query(LOCK)
      await admin.query(`${fixture}; set client_min_messages = warning`)
      await shared.query('select pg_advisory_unlock_all()')
    },
    async drop() {
      await Promise.all([admin.end(), shared.end()])
      await drop()
    },
  }
}
