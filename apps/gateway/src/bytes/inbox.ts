import type { Duplex } from 'node:stream'
import { Consumer } from './consumer'
import type { Outbox } from './outbox'

/**
 * What a peer has sent and nobody has read yet. Unlike a stream's own iterator it notices that the peer
 * left while earlier bytes still wait, which is how a held statement learns that its client is gone.
 * At most `maxBytes` wait here; beyond that the socket is paused.
 */
export class Inbox {
  /** Fires when the peer has closed or the stream broke; bytes that came before can still be read. */
  readonly closed: AbortSignal

  private readonly stream: Duplex
  private readonly maxBytes: number
  private readonly chunks: Buffer[] = []
  private readonly leaving = new AbortController()
  private size = 0
  private wake: (() => void) | null = null
  private consumer: Consumer | null = null

  constructor(stream: Duplex, maxBytes = 1024 * 1024) {
    this.stream = stream
    this.maxBytes = maxBytes
    this.closed = this.leaving.signal
    stream.on('data', this.onData)
    stream.once('end', this.onClose)
    stream.once('close', this.onClose)
    stream.on('error', this.onClose)
  }

  /** The next bytes, or null when the peer has left and all it sent was read. */
  async read(): Promise<Buffer | null> {
    while (this.chunks.length === 0) {
      if (this.closed.aborted) return null
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
    const chunk = this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks, this.size)
    this.chunks.length = 0
    this.size = 0
    if (this.stream.isPaused()) this.stream.resume()
    return chunk ?? null
  }

  /**
   * Hands everything that comes to `take`, which tells whether to go on, in the same turn in which it comes; while its
   * promise is out, or `box` is full, what comes waits here. Resolves when there is no more to take.
   */
  consume(take: (chunk: Buffer) => boolean | Promise<boolean>, box: Outbox): Promise<void> {
    return new Promise((resolve, reject) => {
      this.consumer = new Consumer(take, box, { resolve, reject })
      this.signal()
    })
  }

  /** Gives bytes back, to be read again first: what followed a message that changes how to read. */
  unread(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.chunks.unshift(bytes)
    this.size += bytes.length
  }

  /** Stops listening, so that another reader (TLS) can take the stream over. Nothing may be waiting. */
  release(): void {
    this.stream.off('data', this.onData)
    this.stream.off('end', this.onClose)
    this.stream.off('close', this.onClose)
    this.stream.pause()
  }

  get waitingBytes(): number {
    return this.size
  }

  private readonly onData = (chunk: Buffer): void => {
    if (this.consumer?.isReady && this.chunks.length === 0) return this.consumer.take(chunk, this.next)
    // It may be a view of what is read into: see `connectShared`.
    this.chunks.push(Buffer.from(chunk))
    this.size += chunk.length
    if (this.size > this.maxBytes) this.stream.pause()
    this.signal()
  }

  private readonly onClose = (): void => {
    this.leaving.abort()
    this.signal()
  }

  /** Hands on what waits, in one piece. */
  private readonly next = (): void => {
    const { consumer, chunks } = this
    if (!consumer?.isReady) return
    if (chunks.length > 0) {
      const waiting = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, this.size)
      chunks.length = 0
      this.size = 0
      consumer.take(waiting, this.next)
    } else if (this.closed.aborted) consumer.end()
    else if (this.stream.isPaused()) this.stream.resume()
  }

  private signal(): void {
    if (this.consumer) return this.next()
    const wake = this.wake
    this.wake = null
    wake?.()
  }
}
