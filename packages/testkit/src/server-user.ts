import { execFileSync } from 'node:child_process'

export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

/**
 * Whom PostgreSQL runs as. It refuses root, so root hands over to the system user `postgres`, which is
 * made when there is none. Anybody else runs it as themselves: undefined.
 */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  if (!idOf('-u')) {
    try {
      execFileSync('useradd', [
        '--system',
        '--user-group',
        '--no-create-home',
        '--shell',
        '/bin/false',
        'postgres',
      ])
    } catch (error) {
      throw new Error(
        'PostgreSQL does not run as root, and there is no system user "postgres" for it: create one (useradd --system postgres) or start as an ordinary user',
        { cause: error },
      )
    }
  }
  return { uid: Number(idOf('-u')), gid: Number(idOf('-g')) }
}

function idOf(flag: '-u' | '-g'): string | null {
  try {
    return execFileSync('id', [flag, 'postgres'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return null
  }
}
