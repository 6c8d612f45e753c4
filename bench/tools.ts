import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { PlainError } from '../scripts/run.mjs'

export interface Tools {
  readonly pgbench: string
  readonly psql: string
  /** Null where there is none. */
  readonly pgbouncer: string | null
  readonly haproxy: string | null
}

const DEBIAN = '/usr/lib/postgresql'

/** The paths of the programs that npm does not bring. Throws when one is missing that the bench cannot do without. */
export async function findTools(): Promise<Tools> {
  const pgbench = find('pgbench') ?? (await install('postgresql-contrib').then(() => find('pgbench')))
  const psql = find('psql')
  if (!pgbench || !psql) {
    throw new PlainError(
      `There is no ${pgbench ? 'psql' : 'pgbench'}, neither on the PATH nor in ${DEBIAN}. On Debian and Ubuntu: apt-get install postgresql-contrib`,
    )
  }
  const pgbouncer = find('pgbouncer') ?? (await install('pgbouncer'))
  const haproxy = find('haproxy') ?? (await install('haproxy'))
  return { pgbench, psql, pgbouncer, haproxy }
}

function find(name: string): string | null {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const folders = [...onPath, ...debianFolders(), '/usr/sbin'] // where PgBouncer is, and not on everybody's PATH
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null
}

/** Debian keeps the clients of each major version apart; the newest first. */
function debianFolders(): string[] {
  if (!existsSync(DEBIAN)) return []
  const versions = readdirSync(DEBIAN).sort((one, other) => Number(other) - Number(one))
  return versions.map((version) => join(DEBIAN, version, 'bin'))
}

async function install(name: string): Promise<string | null> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return null
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...words: string[]) => promisify(execFile)('apt-get', [...words, '-q'], { env })
  try {
    await apt('update')
    await apt('install', '-y', '--no-install-recommends', name)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  }
  return find(name)
}
