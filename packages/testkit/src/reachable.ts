import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** For root only: where servers live when their user cannot reach the place that was asked for. */
export const SHELTER = '/var/lib/sallyport'

/** Whether users without any special right get to `path`: every folder above it lets others through. */
export async function isReachable(path: string): Promise<boolean> {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => null)
    if (found && (found.mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/**
 * The folder for the clusters of one data directory. As root below a private folder (/root, mode 0700) this is
 * a folder of the shelter, named after the data directory, for PostgreSQL runs as another user there.
 */
export async function clusterHome(data: string): Promise<string> {
  const inside = join(resolve(data), 'postgres')
  if (process.getuid?.() !== 0 || (await isReachable(join(inside, 'any')))) return inside
  return join(SHELTER, createHash('sha256').update(resolve(data)).digest('hex').slice(0, 12))
}
