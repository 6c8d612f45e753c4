import { mkdirSync } from 'node:fs'
import { SallyportError } from '@sallyport/core'
import { encodeEvent, getUint32 } from '@sallyport/recording'
import { log } from '../log'
import { batchSize, type Entry, idOf, isWhole, readEntries, sessionIdOf } from './batch'
import { Segments } from './segments'
import { type LogSession, SpoolLog } from './spool-log'

/** A session that was running when the process ended is closed with this reason by the next one. */
export const GATEWAY_LOST = 'gateway lost'

/** A session whose last events found no room is closed with this one when there is some. */
export const NOT_RECORDED = 'the session could not be recorded'

const END_AGAIN_MS = 1_000
const SEGMENT_BYTES = 16 * 1024 * 1024
const SESSION_END = 6

/** A session whose events are added to the log. */
export interface SpoolSession extends LogSession {
  readonly sessionId: string
}

/** What is read of the log at once. */
export interface Window {
  readonly entries: readonly Entry[]
  /** Where the next one begins. */
  readonly next: number
}

/** The records that the console does not have yet: one log for all sessions, bounded, and read back in order. */
export class Spool {
  readonly log: SpoolLog
  readonly directory: string
  /** Sessions that began in this process: the console has nothing of them that this process did not send. */
  readonly own = new Set<string>()

  private readonly segments: Segments
  private readonly maxBytes: number
  private readonly open = new Map<string, SpoolSession>()
  /** Sessions that are over and whose last event could not be written. */
  private readonly unended = new Map<string, SpoolSession>()
  /** The console has everything before this position. */
  private released: number
  /** What is read is read into the same bytes, as long as it fits: it is much, and soon done with. */
  private window: Buffer = Buffer.alloc(0)
  private ending: NodeJS.Timeout | null = null

  constructor(directory: string, maxBytes: number, segmentBytes = SEGMENT_BYTES) {
    this.directory = directory
    this.maxBytes = maxBytes
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    this.segments = new Segments(directory, segmentBytes)
    this.log = new SpoolLog(this.segments, () => [...this.open.values()])
    this.log.onFlushFailed = (error) => log('error', 'the spool cannot be flushed', { error: error.message })
    const [oldest] = this.segments.numbers
    this.recover()
    this.released = (oldest ?? 1) * segmentBytes
    this.segments.prepare()
  }

  /** A new session. Throws RECORDING_FAILED when the spool is full. */
  begin(sessionId: string, onLost: (error: Error) => void): SpoolSession {
    this.requireRoom()
    const session: SpoolSession = {
      sessionId,
      id: idOf(sessionId),
      events: 0,
      onLost: (_: number, error: Error) => {
        if (this.open.has(sessionId)) return onLost(error)
        this.unended.set(sessionId, session)
        this.endLater()
      },
    }
    this.open.set(sessionId, session)
    this.own.add(sessionId)
    return session
  }

  /** Its last event was added. */
  end({ sessionId }: SpoolSession): void {
    this.open.delete(sessionId)
  }

  /** Throws RECORDING_FAILED when there is no room for another statement. */
  requireRoom(): void {
    if (this.segments.failure) {
      const hint = 'The gateway goes on by itself when its disk has room again.'
      throw new SallyportError('RECORDING_FAILED', `${diskWords(this.segments.failure)}, so nothing runs`, {
        hint,
      })
    }
    if (this.waitingBytes <= this.maxBytes) return
    throw new SallyportError('RECORDING_FAILED', 'the recording spool is full, so nothing runs', {
      hint: 'The console has to take what waits first.',
    })
  }

  /** Why nothing can be recorded, for people; null: it can. */
  get failure(): string | null {
    if (this.segments.failure) return `${diskWords(this.segments.failure)}, so nothing runs`
    return this.waitingBytes > this.maxBytes ? 'the recording spool is full, so nothing runs' : null
  }

  /** Called when the disk has no room any more, and when it has again. */
  set onFailing(listener: () => void) {
    this.segments.onFailing = listener
  }

  get waitingBytes(): number {
    return this.log.position - this.released
  }

  /** What was written from `position` on, about `maxBytes` of it, until the next is read; null: nothing. */
  read(position: number, maxBytes: number): Window | null {
    const { bytes } = this.segments
    for (const number of this.segments.numbers) {
      const base = number * bytes
      const from = Math.max(position, base)
      if (from >= base + this.segments.endOf(number)) continue
      return this.readFrom(number, from - base, maxBytes)
    }
    return null
  }

  private readFrom(number: number, offset: number, maxBytes: number): Window {
    const base = number * this.segments.bytes
    let bytes = this.segments.read(number, offset, maxBytes, this.window)
    const first = batchSize(bytes, 0, base + offset)
    if (first > bytes.length) bytes = this.segments.read(number, offset, first)
    else if (this.window.length < bytes.length) this.window = bytes
    const entries: Entry[] = []
    let at = 0
    for (;;) {
      const size = batchSize(bytes, at, base + offset + at)
      if (size === 0 || at + size > bytes.length) break
      entries.push(...readEntries(bytes.subarray(at, at + size)))
      at += size
    }
    if (at === 0) throw new Error(`the spool cannot be read at ${base + offset}`)
    return { entries, next: base + offset + at }
  }

  /** The console has everything before `position`. */
  release(position: number): void {
    this.released = position
    this.segments.releaseBefore(Math.floor(position / this.segments.bytes))
  }

  /** Where the upload begins. */
  get begins(): number {
    return this.released
  }

  async close(): Promise<void> {
    this.log.write()
    await this.segments.close()
  }

  /** What a killed process left: what it did not write whole does not count, and its sessions are ended. */
  private recover(): void {
    const found = new Map<string, { events: number; isEnded: boolean }>()
    for (const number of this.segments.numbers) {
      const end = this.recoverSegment(number, ({ id, first, events }) => {
        const sessionId = sessionIdOf(id)
        const { count, isLast } = countEvents([events])
        const known = found.get(sessionId)
        found.set(sessionId, {
          events: Math.max(known?.events ?? 0, first + count),
          isEnded: isLast || known?.isEnded === true,
        })
      })
      this.segments.setEnd(number, end)
    }
    for (const [sessionId, { events, isEnded }] of found) {
      if (!isEnded) this.endLost(sessionId, events)
    }
    this.log.write()
  }

  private recoverSegment(number: number, found: (entry: Entry) => void): number {
    const base = number * this.segments.bytes
    const bytes = this.segments.read(number, 0, this.segments.bytes)
    let at = 0
    for (;;) {
      const size = batchSize(bytes, at, base + at)
      if (size === 0 || at + size > bytes.length || !isWhole(bytes.subarray(at, at + size))) return at
      for (const entry of readEntries(bytes.subarray(at, at + size))) found(entry)
      at += size
    }
  }

  /** Tries until the ends of sessions that could not be written are. */
  private endLater(): void {
    this.ending ??= setTimeout(() => {
      this.ending = null
      const sessions = [...this.unended.values()]
      this.unended.clear() // whose end fails again comes back
      for (const session of sessions) this.appendEnd(session, NOT_RECORDED)
      this.log.write()
    }, END_AGAIN_MS).unref()
  }

  private appendEnd(session: LogSession, reason: string): void {
    const end = encodeEvent({ type: 'session-end', at: Date.now(), reason })
    const at = this.log.open(session, end.length)
    this.log.buffer.set(end, at)
    this.log.close(at + end.length)
  }

  private endLost(sessionId: string, events: number): void {
    const onLost = (_: number, error: Error) =>
      log('error', 'the end of a lost session cannot be recorded', { sessionId, error: error.message })
    this.appendEnd({ id: idOf(sessionId), events, onLost }, GATEWAY_LOST)
  }
}

function diskWords(error: Error): string {
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk of the recording spool is full'
  return `the recording spool cannot be written${code && ` (${code})`}`
}

/** How many events there are in all parts, and whether the session's last is among them. */
export function countEvents(parts: readonly Buffer[]): { readonly count: number; readonly isLast: boolean } {
  let count = 0
  let isLast = false
  for (const events of parts) {
    for (let at = 0; at < events.length; at += 4 + getUint32(events, at)) {
      count += 1
      isLast ||= events[at + 4] === SESSION_END
    }
  }
  return { count, isLast }
}

/** The events from the `count`th on. */
export function skipEvents(parts: readonly Buffer[], count: number): readonly Buffer[] {
  let left = count
  return parts.flatMap((events) => {
    let at = 0
    for (; left > 0 && at < events.length; left--) at += 4 + getUint32(events, at)
    return at < events.length ? [events.subarray(at)] : []
  })
}
