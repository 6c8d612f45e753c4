import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Apt } from './apt'

/** A PostgreSQL whose programs and source are of the same version, to the last digit: its tests ask for that. */
export interface Postgres {
  readonly version: string
  /** Programs such as psql and postgres. */
  readonly bin: string
  /** pg_regress and the isolation tester. */
  readonly testers: string
  readonly serverHeaders: string
  readonly libraries: string
  /** Null: only the programs are there. */
  readonly source: string | null
}

const MAJOR = '15'
const PACKAGES = [
  `postgresql-${MAJOR}`,
  `postgresql-client-${MAJOR}`,
  'libpq5',
  'libpq-dev',
  `postgresql-server-dev-${MAJOR}`,
]

/** The newest version of which source and programs can both be had. */
export async function findPostgres(apt: Apt): Promise<Postgres | null> {
  if (await apt.update()) {
    for (const version of await apt.sourceVersions(`postgresql-${MAJOR}`)) {
      const source = await apt.source(`postgresql-${MAJOR}`, version)
      const root = source && (await apt.unpack(PACKAGES, version))
      if (root) return under(root, version, source)
    }
  }
  return installedPostgres()
}

/** The newest that is installed, without its source. */
export function installedPostgres(): Postgres | null {
  const versions = existsSync(INSTALLED) ? readdirSync(INSTALLED) : []
  const [newest] = versions
    .filter((version) => existsSync(join(INSTALLED, version, 'bin/postgres')))
    .sort((one, other) => Number(other) - Number(one))
  return newest === undefined ? null : under('/', newest, null, newest)
}

const INSTALLED = '/usr/lib/postgresql'

function under(root: string, version: string, source: string | null, major = MAJOR): Postgres {
  const home = join(root, 'usr/lib/postgresql', major)
  return {
    version,
    bin: join(home, 'bin'),
    testers: join(home, 'lib/pgxs/src/test'),
    serverHeaders: join(root, 'usr/include/postgresql', major, 'server'),
    libraries: join(root, 'usr/lib', TRIPLET),
    source,
  }
}

const TRIPLET = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
