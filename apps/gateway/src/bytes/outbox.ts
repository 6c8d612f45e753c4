import type { Writable } from 'node:stream'
import type { LogWaiter } from '../spool/spool-log'

/** More than this unsent, and whoever fills the box is asked to wait until it is empty. */
const FULL_BYTES = 256 * 1024

/**
 * Bytes on their way to a peer, in order, each part kept until the batch of the log that tells of it is written, or
 * flushed. Nothing is copied: the parts must not change.
 */
export class Outbox implements LogWaiter {
  private readonly socket: Writable
  private parts: Buffer[] = []
  private batches: number[] = []
  private size = 0
  private onEmpty: (() => void) | null = null

  constructor(socket: Writable) {
    this.socket = socket
    socket.on('drain', () => this.checkEmpty())
    socket.once('close', () => this.checkEmpty())
  }

  /** Keeps the bytes until `release` is called with that batch or a later one. */
  keep(bytes: Buffer, batch: number): void {
    this.parts.push(bytes)
    this.batches.push(batch)
    this.size += bytes.length
  }

  /** Sends at once what nothing has to wait for; what is kept goes first. */
  send(bytes: Buffer): void {
    if (this.parts.length > 0) this.keep(bytes, this.batches.at(-1) ?? 0)
    else this.write(bytes)
  }

  get isEmpty(): boolean {
    return this.parts.length === 0
  }

  release(batch: number): void {
    const { parts, batches, socket } = this
    let count = 0
    while (count < parts.length && (batches[count] ?? 0) <= batch) count++
    if (count === 0) return
    const released = count === parts.length ? parts : parts.slice(0, count)
    this.parts = count === parts.length ? [] : parts.slice(count)
    this.batches = count === batches.length ? [] : batches.slice(count)
    const [first] = released
    if (released.length === 1 && first) {
      this.size -= first.length
      this.write(first)
    } else {
      socket.cork()
      for (const part of released) {
        this.size -= part.length
        this.write(part)
      }
      socket.uncork()
    }
    if (this.onEmpty) this.checkEmpty()
  }

  /** What is kept will never be sent. */
  lost(): void {
    this.parts = []
    this.batches = []
    this.size = 0
    this.checkEmpty()
  }

  /** Whether the peer is so slow that nothing more should be made for it. */
  get isFull(): boolean {
    return this.size + this.socket.writableLength > FULL_BYTES
  }

  /** Called once when there is room again, or when the peer is gone. */
  whenEmpty(then: () => void): void {
    const before = this.onEmpty
    this.onEmpty = before
      ? () => {
          before()
          then()
        }
      : then
    this.checkEmpty()
  }

  private checkEmpty(): void {
    if (!this.onEmpty || (this.isFull && !this.socket.destroyed)) return
    const { onEmpty } = this
    this.onEmpty = null
    onEmpty()
  }

  private write(bytes: Buffer): void {
    if (!this.socket.destroyed && !this.socket.writableEnded) this.socket.write(bytes)
  }
}
