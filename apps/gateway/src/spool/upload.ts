import { LENGTH_BYTES, MAX_RECORD_BYTES } from '@sallyport/recording'
import type { Spool } from './spool'
import type { SpoolFile } from './spool-file'

/** Whole records up to about this much travel in one frame. */
const FRAME_BYTES = 256 * 1024
/** Sent and not yet acknowledged, over all sessions. */
const WINDOW_BYTES = 8 * 1024 * 1024

export interface UploadLink {
  /** False while the console is away. */
  readonly isOpen: boolean
  sendRecords(sessionId: string, offset: number, records: Buffer): void
  resume(sessionId: string): void
}

/** Brings the spool to the console, in order and at least once; the console drops what it has already. */
export class Upload {
  private readonly spool: Spool
  private readonly link: UploadLink
  /** How far each session was sent. A session is not sent before the console has said how much it has. */
  private readonly sent = new Map<string, number>()

  constructor(spool: Spool, link: UploadLink) {
    this.spool = spool
    this.link = link
    spool.onGrowth = (file) => this.send(file)
  }

  /** The link is new: nothing that was under way counts, so every session asks where to go on. */
  restart(): void {
    this.sent.clear()
    for (const sessionId of this.spool.files.keys()) this.link.resume(sessionId)
  }

  /** The console has `bytes` of the session; also its answer to a resume, and to a frame that left a gap. */
  acknowledged(sessionId: string, bytes: number): void {
    const file = this.spool.files.get(sessionId)
    if (!file) return
    // Each frame that was stored moves it on; the same figure again says that a frame did not connect.
    const isGap = bytes <= file.acknowledged
    this.spool.acknowledge(sessionId, bytes)
    if (!this.spool.files.has(sessionId)) {
      this.sent.delete(sessionId)
    } else if (isGap || !this.sent.has(sessionId)) {
      this.sent.set(sessionId, bytes)
    }
    for (const waiting of this.spool.files.values()) this.send(waiting)
  }

  /** The console will never take this session: what it has is kept here, for people to look at. */
  refused(sessionId: string): void {
    this.sent.delete(sessionId)
    this.spool.refuse(sessionId)
  }

  private send(file: SpoolFile): void {
    if (!this.link.isOpen || file.isRefused) return
    // A session that began on this link starts at nothing; an older one waits for the answer to its resume.
    if (!this.sent.has(file.sessionId) && file.acknowledged === 0 && !file.isFinished)
      this.sent.set(file.sessionId, 0)
    for (;;) {
      const from = this.sent.get(file.sessionId)
      if (from === undefined || from >= file.size || this.inFlight() > WINDOW_BYTES) return
      const records = wholeRecords(file.read(from, FRAME_BYTES), (length) => file.read(from, length))
      if (records.length === 0) return
      this.link.sendRecords(file.sessionId, from, records)
      this.sent.set(file.sessionId, from + records.length)
    }
  }

  private inFlight(): number {
    let bytes = 0
    for (const [sessionId, sent] of this.sent)
      bytes += sent - (this.spool.files.get(sessionId)?.acknowledged ?? sent)
    return bytes
  }
}

/** Cuts after the last whole record; reads on when the first one alone is larger. */
function wholeRecords(bytes: Buffer, readMore: (length: number) => Buffer): Buffer {
  let end = 0
  while (bytes.length - end >= LENGTH_BYTES) {
    const length = LENGTH_BYTES + bytes.readUInt32BE(end)
    if (length > MAX_RECORD_BYTES) throw new Error(`a record of ${length} bytes is in the spool`)
    if (bytes.length - end < length) return end > 0 ? bytes.subarray(0, end) : readMore(length)
    end += length
  }
  return bytes.subarray(0, end)
}
