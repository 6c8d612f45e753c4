import { createHash } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { Chain, EMPTY_HEAD } from '@sallyport/recording'
import { describeError, log } from '../log'
import { sessionIdOf } from './batch'
import { countEvents, type Spool, skipEvents, type Window } from './spool'

/** As much of the log is brought at once: in memory until the console has stored it. */
const WINDOW_BYTES = 4 * 1024 * 1024
/** Events are hashed together up to about this much, unless one is larger. */
const RECORD_BYTES = 128 * 1024
/** Records of a session travel together up to about this much. */
const FRAME_BYTES = 1024 * 1024
/** What comes within this time travels together. */
const GATHER_MS = 40

export interface UploadLink {
  /** False while the console is away. */
  readonly isOpen: boolean
  sendRecords(sessionId: string, offset: number, records: Buffer): void
  resume(sessionId: string): void
}

/** How far the console has a session. */
export interface Stored {
  readonly bytes: number
  readonly events: number
  readonly head: Uint8Array
}

/** A session of which not everything is at the console yet. */
interface Uploading {
  readonly sessionId: string
  chain: Chain
  bytes: number
  events: number
  /** What the console has, as far as we know. */
  acknowledged: number
  /** The console will never take it. */
  isRefused: boolean
  /** Sent, or to be sent when the link is there. */
  frames: { readonly offset: number; readonly records: Buffer }[]
}

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest()

/**
 * Brings the log to the console, in order and at least once; the console drops what it has already. A session's events
 * become records here: the hash chain costs a running statement nothing.
 */
export class Upload {
  private readonly spool: Spool
  private readonly link: UploadLink
  private readonly sessions = new Map<string, Uploading>()
  /** Sessions that the console is asked about. */
  private readonly asked = new Map<string, (stored: Stored | null) => void>()
  private position: number
  /** Everything was brought: only what is written from now on matters. */
  private isIdle = false
  private wake: (() => void) | null = null
  private isStopped = false
  private running: Promise<void> | null = null

  constructor(spool: Spool, link: UploadLink) {
    this.spool = spool
    this.link = link
    this.position = spool.begins
    spool.log.onWritten = () => {
      if (this.isIdle) this.ring()
    }
  }

  /** Goes on until `stop`. */
  start(): void {
    this.running ??= this.run().catch((error: unknown) =>
      log('error', 'the upload of recordings ended', describeError(error)),
    )
  }

  async stop(): Promise<void> {
    this.isStopped = true
    this.ring()
    await this.running
  }

  /** The link is new: nothing that was under way counts. */
  restart(): void {
    for (const sessionId of this.asked.keys()) this.link.resume(sessionId)
    for (const { sessionId, frames, isRefused } of this.sessions.values()) {
      if (frames.length > 0 && !isRefused) this.link.resume(sessionId)
    }
    this.ring()
  }

  /** The console has stored `bytes` of the session. */
  acknowledged(sessionId: string, bytes: number): void {
    const session = this.sessions.get(sessionId)
    if (!session) return
    // Each frame that was stored moves it on; the same figure again says that a frame did not connect.
    const isGap = bytes <= session.acknowledged && session.frames.length > 0
    this.advance(session, bytes)
    if (isGap) this.sendFrames(session)
  }

  /** The console's answer to where a session goes on. */
  stored(sessionId: string, stored: Stored): void {
    const ask = this.asked.get(sessionId)
    if (ask) return ask(stored)
    const session = this.sessions.get(sessionId)
    if (!session) return
    this.advance(session, stored.bytes)
    this.sendFrames(session)
  }

  /** The console will never take this session: what there is of it is kept here, for people to look at. */
  refused(sessionId: string): void {
    const session = this.sessions.get(sessionId)
    const ask = this.asked.get(sessionId)
    if (ask) ask(null)
    if (!session) return
    session.isRefused = true
    for (const { records } of session.frames.splice(0)) this.setAside(sessionId, records)
    this.ring()
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      const window = this.spool.read(this.position, WINDOW_BYTES)
      if (!window) {
        this.isIdle = true
        await this.rung()
        this.isIdle = false
        await setTimeout(GATHER_MS)
        continue
      }
      const isSmall = window.next - this.position < FRAME_BYTES
      await this.bring(window)
      if (this.isStopped) return
      this.position = window.next
      this.spool.release(window.next)
      // What is written all the time is not brought a few events at a time.
      if (isSmall) await setTimeout(GATHER_MS)
    }
  }

  private async bring(window: Window): Promise<void> {
    const ended: string[] = []
    for (const [id, { first, parts }] of bySession(window)) {
      const sessionId = sessionIdOf(Buffer.from(id, 'latin1'))
      const session = this.sessions.get(sessionId) ?? (await this.join(sessionId))
      if (this.isStopped) return
      const { count, isLast } = countEvents(parts)
      if (isLast) ended.push(sessionId)
      await this.seal(session, skipEvents(parts, Math.max(0, session.events - first)))
      session.events = Math.max(session.events, first + count)
    }
    while (!this.isStopped && [...this.sessions.values()].some(({ frames }) => frames.length > 0)) {
      await this.rung()
    }
    for (const sessionId of ended) {
      this.sessions.delete(sessionId)
      this.spool.own.delete(sessionId)
    }
  }

  /** Makes records of the events and sends them. Takes turns with everybody else: a hash takes its time. */
  private async seal(session: Uploading, parts: readonly Buffer[]): Promise<void> {
    let records: Uint8Array[] = []
    let size = 0
    for (const events of gather(parts, RECORD_BYTES)) {
      const record = session.chain.seal(events)
      records.push(record)
      size += record.length
      if (record.length > RECORD_BYTES / 2) await setImmediate()
      if (size < FRAME_BYTES) continue
      this.send(session, Buffer.concat(records, size))
      records = []
      size = 0
    }
    if (size > 0) this.send(session, Buffer.concat(records, size))
  }

  private send(session: Uploading, records: Buffer): void {
    const offset = session.bytes
    session.bytes += records.length
    if (session.isRefused) return this.setAside(session.sessionId, records)
    session.frames.push({ offset, records })
    if (this.link.isOpen) this.link.sendRecords(session.sessionId, offset, records)
  }

  /** A session that began here is new to the console; of another it has to say how much it has. */
  private async join(sessionId: string): Promise<Uploading> {
    const isNew = this.spool.own.has(sessionId)
    const stored = isNew ? { bytes: 0, events: 0, head: EMPTY_HEAD } : await this.ask(sessionId)
    const session: Uploading = {
      sessionId,
      chain: new Chain(sha256, stored?.head),
      bytes: stored?.bytes ?? 0,
      events: stored?.events ?? 0,
      acknowledged: stored?.bytes ?? 0,
      isRefused: stored === null,
      frames: [],
    }
    this.sessions.set(sessionId, session)
    return session
  }

  private async ask(sessionId: string): Promise<Stored | null> {
    let answer: Stored | null | undefined
    this.asked.set(sessionId, (stored) => {
      answer = stored
      this.ring()
    })
    if (this.link.isOpen) this.link.resume(sessionId)
    while (answer === undefined && !this.isStopped) await this.rung()
    this.asked.delete(sessionId)
    return answer ?? null
  }

  private advance(session: Uploading, bytes: number): void {
    session.acknowledged = Math.max(session.acknowledged, bytes)
    session.frames = session.frames.filter(({ offset, records }) => offset + records.length > bytes)
    this.ring()
  }

  private sendFrames({ sessionId, frames }: Uploading): void {
    if (!this.link.isOpen) return
    for (const { offset, records } of frames) this.link.sendRecords(sessionId, offset, records)
  }

  private setAside(sessionId: string, records: Uint8Array): void {
    appendFileSync(join(this.spool.directory, `${sessionId}.refused`), records, { mode: 0o600 })
  }

  private ring(): void {
    const { wake } = this
    this.wake = null
    wake?.()
  }

  private async rung(): Promise<void> {
    if (this.isStopped) return
    await new Promise<void>((resolve) => {
      this.wake = resolve
    })
  }
}

/** What each session added in a window: the index of the first event, and the events in pieces. */
interface Added {
  readonly first: number
  readonly parts: Buffer[]
}

function bySession({ entries }: Window): ReadonlyMap<string, Added> {
  const added = new Map<string, Added>()
  for (const { id, first, events } of entries) {
    if (events.length === 0) continue
    const key = id.toString('latin1')
    const known = added.get(key)
    if (known) known.parts.push(events)
    else added.set(key, { first, parts: [events] })
  }
  return added
}

/** The events in groups of about so many bytes, unless one event is larger. Nothing is copied. */
function* gather(parts: readonly Buffer[], bytes: number): Generator<readonly Buffer[]> {
  let group: Buffer[] = []
  let size = 0
  for (const part of parts) {
    for (let from = 0; from < part.length; ) {
      const end = cut(part, from, bytes - size)
      if (size > 0 && size + end - from > bytes) {
        yield group
        group = []
        size = 0
        continue
      }
      group.push(part.subarray(from, end))
      size += end - from
      from = end
    }
  }
  if (size > 0) yield group
}

/** Where whole events end that begin at `from` and have up to so many bytes; at least one. */
function cut(events: Buffer, from: number, bytes: number): number {
  let end = from
  do end += 4 + events.readUInt32BE(end)
  while (end < events.length && end + 4 + events.readUInt32BE(end) - from <= bytes)
  return end
}
