import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { SallyportError } from '@sallyport/core'
import { Chain, readRecords } from '@sallyport/recording'
import { log } from '../log'
import { SpoolFile } from './spool-file'

const SUFFIX = '.rec'
/** A session that was running when the process ended is closed with this reason by the next one. */
export const GATEWAY_LOST = 'gateway lost'

/** The recordings that the console does not have yet, one file a session, bounded in all. */
export class Spool {
  readonly files = new Map<string, SpoolFile>()
  /** Called whenever there is more to upload. */
  onGrowth: (file: SpoolFile) => void = () => {}

  private readonly directory: string
  private readonly maxBytes: number
  private waitingBytes = 0

  constructor(directory: string, maxBytes: number) {
    this.directory = directory
    this.maxBytes = maxBytes
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(directory)) {
      if (name.endsWith(SUFFIX)) this.recover(name.slice(0, -SUFFIX.length))
    }
  }

  /** A new session's file. Throws RECORDING_FAILED when the spool is full. */
  create(sessionId: string): SpoolFile {
    this.requireRoom()
    const file = new SpoolFile(this.pathOf(sessionId), sessionId, 0, this.onChange)
    this.files.set(sessionId, file)
    return file
  }

  /** The console has stored the session's first `bytes` durably. */
  acknowledge(sessionId: string, bytes: number): void {
    const file = this.files.get(sessionId)
    if (!file || bytes > file.size) return
    this.waitingBytes -= Math.max(0, bytes - file.acknowledged)
    file.acknowledged = bytes
    this.removeWhenDone(file)
  }

  /** The console will never take the session. It is set aside once it has ended. */
  refuse(sessionId: string): void {
    const file = this.files.get(sessionId)
    if (!file) return
    file.isRefused = true
    this.removeWhenDone(file)
  }

  private removeWhenDone(file: SpoolFile): void {
    if (!file.isFinished || (file.acknowledged < file.size && !file.isRefused)) return
    this.files.delete(file.sessionId)
    this.waitingBytes -= file.size - file.acknowledged
    if (file.isRefused) file.setAside()
    else file.remove()
  }

  private readonly onChange = (file: SpoolFile, grown: number): void => {
    this.waitingBytes += grown
    this.onGrowth(file)
    this.removeWhenDone(file)
    if (grown > 0) this.requireRoom()
  }

  private requireRoom(): void {
    if (this.waitingBytes <= this.maxBytes) return
    throw new SallyportError('RECORDING_FAILED', 'the recording spool is full, so nothing runs', {
      hint: 'The console has to take what waits first.',
    })
  }

  /** What a killed process left: a half-written last record is cut off, and the session is ended. */
  private recover(sessionId: string): void {
    const path = this.pathOf(sessionId)
    try {
      const bytes = readFileSync(path)
      let end = 0
      let head: Uint8Array | undefined
      let isEnded = false
      for (const record of readRecords(bytes)) {
        end = record.end
        head = record.hash
        isEnded = record.event.type === 'session-end'
      }
      truncateSync(path, end)
      const file = new SpoolFile(path, sessionId, end, this.onChange)
      this.waitingBytes += end
      this.files.set(sessionId, file)
      if (!isEnded) {
        const chain = new Chain((data) => createHash('sha256').update(data).digest(), head)
        file.append(chain.append({ type: 'session-end', at: Date.now(), reason: GATEWAY_LOST }))
      }
      file.finish()
    } catch (error) {
      // Left as it is for a person to look at: a damaged file must not keep the gateway from starting.
      log('error', 'a spooled recording cannot be read', { sessionId, error: String(error) })
    }
  }

  private pathOf(sessionId: string): string {
    return join(this.directory, sessionId + SUFFIX)
  }
}
