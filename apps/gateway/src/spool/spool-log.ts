import { putUint32 } from '@sallyport/recording'
import { BATCH_HEADER_BYTES, ENTRY_HEADER_BYTES, sealBatch, writeEntryHeader } from './batch'
import type { Segments } from './segments'

const SLAB_BYTES = 512 * 1024
/** As much as this is written at once, though more may come in the same turn of the event loop. */
const LARGE_BATCH_BYTES = 128 * 1024

/** Who adds to the log. */
export interface LogSession {
  readonly id: Uint8Array
  /** The index of its next event. */
  events: number
  /** What it added from event `first` on was not written and is not in the log. */
  onLost(first: number, error: Error): void
}

/** Somebody who waits for what is in the log. */
export interface LogWaiter {
  /** All batches up to this one are there. */
  release(batch: number): void
  /** What it waits for was not written. */
  lost(error: Error): void
}

/**
 * One append-only log for all sessions. What they add in one turn of the event loop is one batch: written by one
 * system call, after which it survives the end of this process; flushed to the disk together with whatever else was
 * written meanwhile, after which it survives the end of the machine. Nobody waits for anything but these two.
 *
 * An event is put in place: `open` gives room for it, in `buffer` from `at` on.
 */
export class SpoolLog {
  buffer: Buffer = Buffer.allocUnsafeSlow(SLAB_BYTES)
  /** The number of the batch that is being made; those before it are written, and up to `durable` flushed. */
  batch = 1
  durable = 0

  private readonly segments: Segments
  /** Called at the beginning of each file, for what has to stand in every one. */
  private readonly begin: () => readonly LogSession[]
  private start = 0
  private at = BATCH_HEADER_BYTES
  private entry = 0
  private last: LogSession | null = null
  private added: { readonly session: LogSession; readonly first: number }[] = []
  private writtenWaiters: LogWaiter[] = []
  private durableWaiters: { readonly waiter: LogWaiter; readonly batch: number }[] = []
  private isFlushing = false
  private isScheduled = false

  constructor(segments: Segments, begin: () => readonly LogSession[]) {
    this.segments = segments
    this.begin = begin
  }

  /** Where in the log the next batch will be. */
  get position(): number {
    return this.segments.position
  }

  /** Makes room for `size` bytes of the session's events, and answers where in `buffer` they go. */
  open(session: LogSession, size: number): number {
    if (this.last !== session) {
      this.reserve(ENTRY_HEADER_BYTES + size)
      this.entry = this.at
      writeEntryHeader(this.buffer, this.at, session.id, session.events)
      this.at += ENTRY_HEADER_BYTES
      this.last = session
      this.added.push({ session, first: session.events })
      this.schedule()
    } else this.reserve(size)
    return this.at
  }

  /** The event that was opened ends here. */
  close(end: number): void {
    this.at = end
    if (this.last) this.last.events += 1
    putUint32(this.buffer, this.entry, end - this.entry - ENTRY_HEADER_BYTES)
  }

  /** Makes room for `size` more bytes of an event that is open and has `written` of them; answers where it begins. */
  grow(written: number, size: number): number {
    this.reserve(written + size, written)
    return this.at
  }

  whenWritten(waiter: LogWaiter): void {
    this.writtenWaiters.push(waiter)
    this.schedule()
  }

  whenDurable(waiter: LogWaiter, batch: number): void {
    this.durableWaiters.push({ waiter, batch })
    if (batch < this.batch) this.flush()
    else this.schedule()
  }

  /** Writes at once if much has come together. Not while an event is open. */
  writeIfLarge(): void {
    if (this.at - this.start >= LARGE_BATCH_BYTES) this.write()
  }

  /** Writes what there is, and lets go those who wait for it. */
  readonly write = (): void => {
    this.isScheduled = false
    const { added, writtenWaiters } = this
    if (added.length > 0) {
      try {
        this.writeBatch()
      } catch (error) {
        this.fail(error instanceof Error ? error : new Error(String(error)))
        return
      }
    }
    this.next()
    if (added.length > 0) this.onWritten()
    const written = this.batch - 1
    for (const waiter of writtenWaiters) waiter.release(written)
    if (this.durableWaiters.length > 0) this.flush()
  }

  private writeBatch(): void {
    const { segments } = this
    if (!segments.hasRoomFor(this.at - this.start)) this.turnOver()
    if (!segments.hasRoomFor(this.at - this.start))
      throw new Error('a batch is larger than a file of the log')
    try {
      this.writeHere()
    } catch (error) {
      // The first file grows as it is written, and there may be no room for that: the next one has its room already.
      if (!segments.hasSpare) throw error
      this.turnOver()
      this.writeHere()
    }
  }

  private writeHere(): void {
    sealBatch(this.buffer, this.start, this.at, this.segments.position)
    this.segments.write(this.buffer, this.start, this.at)
  }

  /** A new file begins with the sessions that are open, so that none is forgotten with the older ones. */
  private turnOver(): void {
    const { segments } = this
    segments.next()
    const open = this.begin()
    if (open.length === 0) return
    const firsts = this.firsts()
    const batch = Buffer.alloc(BATCH_HEADER_BYTES + open.length * ENTRY_HEADER_BYTES)
    open.forEach((session, index) => {
      const first = firsts.get(session) ?? session.events
      writeEntryHeader(batch, BATCH_HEADER_BYTES + index * ENTRY_HEADER_BYTES, session.id, first)
    })
    sealBatch(batch, 0, batch.length, segments.position)
    segments.write(batch, 0, batch.length)
  }

  private next(): void {
    // What was written stays as it is: the bytes for clients are views into it.
    this.start = this.at
    if (SLAB_BYTES - this.start < LARGE_BATCH_BYTES / 2) {
      this.buffer = Buffer.allocUnsafeSlow(SLAB_BYTES)
      this.start = 0
    }
    this.at = this.start + BATCH_HEADER_BYTES
    this.last = null
    this.added = []
    this.writtenWaiters = []
    this.batch += 1
  }

  /** Nothing of the batch is in the log: whoever had a part in it must not go on as if it were. */
  private fail(error: Error): void {
    const firsts = this.firsts()
    const lost = [...this.writtenWaiters]
    for (const { waiter, batch } of this.durableWaiters) if (batch >= this.batch) lost.push(waiter)
    this.durableWaiters = this.durableWaiters.filter(({ batch }) => batch < this.batch)
    this.next()
    for (const [session, first] of firsts) {
      session.events = first
      session.onLost(first, error)
    }
    for (const waiter of lost) waiter.lost(error)
  }

  /** The first event of each session in the batch that is being made. */
  private firsts(): ReadonlyMap<LogSession, number> {
    const firsts = new Map<LogSession, number>()
    for (const { session, first } of this.added) if (!firsts.has(session)) firsts.set(session, first)
    return firsts
  }

  private flush(): void {
    if (this.isFlushing) return
    this.isFlushing = true
    const written = this.batch - 1
    this.segments.flush((error) => {
      this.isFlushing = false
      if (error) return this.failFlush(error)
      this.durable = written
      const waiting = this.durableWaiters
      this.durableWaiters = waiting.filter(({ batch }) => batch > written)
      for (const { waiter, batch } of waiting) if (batch <= written) waiter.release(written)
      if (this.durableWaiters.some(({ batch }) => batch < this.batch)) this.flush()
    })
  }

  /** A disk that does not flush keeps nothing: what waits for it waits for another try. */
  private failFlush(error: Error): void {
    this.onFlushFailed(error)
    setTimeout(() => {
      if (this.durableWaiters.length > 0) this.flush()
    }, 1000).unref()
  }

  /** Called when a batch was written. */
  onWritten: () => void = () => undefined
  onFlushFailed: (error: Error) => void = () => undefined

  private schedule(): void {
    if (this.isScheduled) return
    this.isScheduled = true
    setImmediate(this.write)
  }

  /** Moves what is being made when it does not fit any more, and the `written` bytes of an event that is open. */
  private reserve(size: number, written = 0): void {
    if (this.buffer.length - this.at >= size) return
    const made = this.at - this.start
    const buffer = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, 2 * made + size))
    this.buffer.copy(buffer, 0, this.start, this.at + written)
    this.entry -= this.start
    this.buffer = buffer
    this.start = 0
    this.at = made
  }
}
