import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The data directory. As root others may pass through it (not list it), for the databases run as another user. */
export async function makeDataDirectory(data: string): Promise<void> {
  await mkdir(data, { recursive: true })
  await chmod(data, process.getuid?.() === 0 ? 0o711 : 0o700)
}

/** What the file holds; made with `make` and kept, readable by us alone, where there is none. */
export async function kept(path: string, make: () => string): Promise<string> {
  const found = await read(path)
  if (found !== null) return found.trim()
  const made = make()
  await writePrivate(path, `${made}\n`)
  return made
}

export async function readJson<T>(path: string): Promise<T | null> {
  const text = await read(path)
  return text === null ? null : (JSON.parse(text) as T)
}

export function writeJson(path: string, value: unknown): Promise<void> {
  return writePrivate(path, `${JSON.stringify(value, null, 2)}\n`)
}

export const secret = (bytes = 32) => randomBytes(bytes).toString('base64url')

/** At once or not at all, and never readable by others in between. */
async function writePrivate(path: string, text: string): Promise<void> {
  const fresh = join(dirname(path), `.${randomBytes(6).toString('hex')}.new`)
  await writeFile(fresh, text, { mode: 0o600, flag: 'wx' })
  await rename(fresh, path)
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
