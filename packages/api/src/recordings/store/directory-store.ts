import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SallyportError } from '@sallyport/core'
import type { RecordingStore } from './recording-store'

/** Recordings in a directory of this machine, or of a file system that all consoles share. */
export class DirectoryStore implements RecordingStore {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** A file appears under its name only when it is whole and on the disk. */
  async put(key: string, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(key)
    try {
      await this.#write(path, bytes)
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason'
      throw new SallyportError('UNAVAILABLE', `the directory of the recordings cannot be written (${code})`, {
        cause,
      })
    }
  }

  async #write(path: string, bytes: Uint8Array): Promise<void> {
    const folder = dirname(path)
    const made = await mkdir(folder, { recursive: true, mode: 0o700 })
    const unfinished = `${path}.${randomUUID()}`
    try {
      const file = await open(unfinished, 'wx', 0o600)
      try {
        await file.writeFile(bytes)
        await file.datasync()
      } finally {
        await file.close()
      }
      await rename(unfinished, path)
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => undefined) // what went wrong first is what matters
      throw error
    }
    await syncFolder(folder)
    if (made) await syncFolder(dirname(made))
  }

  async get(key: string): Promise<Uint8Array> {
    try {
      return await readFile(this.#pathOf(key))
    } catch (cause) {
      if (!isMissing(cause)) throw cause
      throw new SallyportError('NOT_FOUND', 'a segment of the recording is missing in its store', { cause })
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true })
  }

  /** A directory cannot keep anybody from changing a file; the anchor is there to be copied elsewhere. */
  anchor(key: string, bytes: Uint8Array): Promise<void> {
    return this.put(key, bytes)
  }

  /** Keys are made of ids and numbers by us; whatever else one holds does not lead out of the folder. */
  #pathOf(key: string): string {
    if (!/^[\w-]+(\/[\w.-]+)+$/.test(key) || key.includes('..')) {
      throw new SallyportError('INVALID_INPUT', 'a recording’s key must stay in its folder')
    }
    return join(this.#folder, key)
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
