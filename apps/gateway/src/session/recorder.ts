import { createHash } from 'node:crypto'
import { SallyportError } from '@sallyport/core'
import { Chain, type RecordedEvent } from '@sallyport/recording'
import type { SpoolFile } from '../spool/spool-file'

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest()

/** Writes one session's events, each chained to the one before, in the order in which things happened. */
export class Recorder {
  private readonly chain = new Chain(sha256)
  private readonly file: SpoolFile
  private statements = 0
  private isDurable = true
  private isClosed = false

  constructor(file: SpoolFile) {
    this.file = file
  }

  /** The number of the next statement, from 1. */
  nextStatement(): number {
    this.statements += 1
    return this.statements
  }

  /**
   * Writes the event; it survives the end of this process, and after `durable` that of the machine.
   * Throws RECORDING_FAILED when there is no room or the disk refuses: what cannot be recorded does not happen.
   */
  append(event: RecordedEvent): void {
    if (this.isClosed) throw new SallyportError('SESSION_ENDED', 'the session has ended')
    try {
      this.file.append(this.chain.append(event))
    } catch (cause) {
      if (cause instanceof SallyportError) throw cause
      throw new SallyportError('RECORDING_FAILED', 'the session cannot be recorded, so nothing runs', {
        cause,
      })
    }
    if (event.type !== 'output') this.isDurable = false
  }

  /** Resolves when all that was appended is on the disk. */
  async durable(): Promise<void> {
    if (this.isDurable) return
    this.isDurable = true
    try {
      await this.file.sync()
    } catch (cause) {
      this.isDurable = false
      throw new SallyportError('RECORDING_FAILED', 'the session cannot be recorded, so nothing runs', {
        cause,
      })
    }
  }

  /** The last event. The file is handed over to the upload and closed when the console has it all. */
  close(reason: string): void {
    try {
      this.append({ type: 'session-end', at: Date.now(), reason })
    } finally {
      this.isClosed = true
      this.file.finish()
    }
  }
}
