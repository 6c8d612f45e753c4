import { closeSync, fdatasync, openSync, readSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { promisify } from 'node:util'

const fdatasyncAsync = promisify(fdatasync)

/**
 * One session's recording on this machine until the console has it. Appending is a plain write, which
 * survives the end of the process; `sync` makes it survive the end of the machine, and calls that
 * come together share one flush.
 */
export class SpoolFile {
  readonly sessionId: string
  /** How many bytes were written, and how many of them the console has durably. */
  size: number
  acknowledged = 0
  isFinished = false
  /** The console will never take it. */
  isRefused = false

  private readonly path: string
  private readonly fd: number
  private readonly onChange: (file: SpoolFile, grown: number) => void
  private syncing: Promise<void> | null = null
  private next: Promise<void> | null = null

  constructor(
    path: string,
    sessionId: string,
    size: number,
    onChange: (file: SpoolFile, grown: number) => void,
  ) {
    this.path = path
    this.sessionId = sessionId
    this.size = size
    this.onChange = onChange
    this.fd = openSync(path, size === 0 ? 'wx+' : 'r+', 0o600)
  }

  append(record: Uint8Array): void {
    let at = 0
    while (at < record.length) at += writeSync(this.fd, record, at, record.length - at, this.size + at)
    this.size += record.length
    this.onChange(this, record.length)
  }

  /** Resolves when everything appended before the call is on the disk. */
  sync(): Promise<void> {
    // A flush under way may have begun before the last append: wait for the one after it.
    if (!this.syncing) {
      this.syncing = this.flush()
      return this.syncing
    }
    this.next ??= this.syncing.then(() => {
      this.next = null
      this.syncing = this.flush()
      return this.syncing
    })
    return this.next
  }

  /** No more will be appended. */
  finish(): void {
    this.isFinished = true
    this.onChange(this, 0)
  }

  /** Reads from `offset`; the result is shorter only at the end of the file. */
  read(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(Math.min(length, this.size - offset))
    let at = 0
    while (at < bytes.length) {
      const got = readSync(this.fd, bytes, at, bytes.length - at, offset + at)
      if (got === 0) break
      at += got
    }
    return bytes.subarray(0, at)
  }

  /** Nobody will take it: it stays, under a name that is not uploaded again. */
  setAside(): void {
    closeSync(this.fd)
    renameSync(this.path, `${this.path}.refused`)
  }

  /** The console has it all: nothing is left here. */
  remove(): void {
    closeSync(this.fd)
    unlinkSync(this.path)
  }

  private async flush(): Promise<void> {
    try {
      await fdatasyncAsync(this.fd)
    } finally {
      this.syncing = null
    }
  }
}
