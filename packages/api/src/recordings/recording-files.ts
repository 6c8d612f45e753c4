import { constants } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SallyportError } from '@sallyport/core'

/** Where recordings are kept: one file a session, one folder an organization. */
export class RecordingFiles {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Ids are UUIDs from the database or checked by schema: nothing of them can lead out of the folder. */
  pathOf({ organizationId, id }: { readonly organizationId: string; readonly id: string }): string {
    return join(this.#folder, organizationId, `${id}.rec`)
  }

  /**
   * Writes what follows the first `offset` bytes, and returns when it is on the disk. What an earlier attempt left
   * after `offset` is overwritten: the database did not know of it, so nobody was told that it is stored.
   */
  async append(path: string, offset: number, bytes: Uint8Array): Promise<void> {
    if (offset === 0) await makeFolder(dirname(path))
    const file = await open(path, constants.O_WRONLY | constants.O_CREAT, 0o600)
    try {
      const { size } = await file.stat()
      if (size < offset) {
        throw new SallyportError('RECORDING_FAILED', `the recording has ${size} bytes, ${offset} were stored`)
      }
      await writeAll(file, bytes, offset)
      if (size > offset + bytes.length) await file.truncate(offset + bytes.length)
      await file.datasync()
    } finally {
      await file.close()
    }
    if (offset === 0) await syncFolder(dirname(path)) // the file's name is on the disk too
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, offset + written)
    written += bytesWritten
  }
}

async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (made) await syncFolder(dirname(made))
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
