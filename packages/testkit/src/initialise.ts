import { execFile } from 'node:child_process'
import { chown, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { ServerUser } from './server-user'

const run = promisify(execFile)

/** The same on every machine, whatever its locales are. */
const LOCALE = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']

export const ADMIN = 'postgres'

/** Runs initdb where no cluster is yet, beside it first, so that an interrupted one is not taken for whole. */
export async function initialise(
  initdb: string,
  directory: string,
  password: string,
  user: ServerUser | undefined,
): Promise<void> {
  if (await stat(join(directory, 'PG_VERSION')).catch(() => null)) return
  const fresh = `${directory}.new`
  const passwordFile = `${directory}.password`
  await mkdir(dirname(directory), { recursive: true, mode: 0o755 })
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { mode: 0o700 })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (user) for (const path of [fresh, passwordFile]) await chown(path, user.uid, user.gid)
  const access = ['--auth=scram-sha-256', `--username=${ADMIN}`, `--pwfile=${passwordFile}`]
  try {
    await run(initdb, [`--pgdata=${fresh}`, ...access, ...LOCALE], { ...user, cwd: '/' })
    await rename(fresh, directory)
  } finally {
    await rm(passwordFile, { force: true })
  }
}
