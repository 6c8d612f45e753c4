import { MalformedMessage } from '../../../bytes/reader'

/** A type byte and a length that counts itself but not the type byte. */
export const HEADER_BYTES = 5

export interface FrameLimits {
  /** The longest that a message of this type may say it is; null: there is no such type. */
  maxLength(type: number): number | null
  /** A message of this type with more bytes is not kept until it is whole: see `takeBegun`. */
  maxWhole(type: number): number
}

/** A message that is not kept until it is whole: the first of its bytes have come. */
export interface Begun {
  /** Header and what came with it; a view. */
  readonly head: Buffer
  /** How many of its bytes are still to come. Whoever pushes next leaves them out. */
  readonly left: number
  /** What came behind it, if all of it has come. */
  readonly after: Buffer
}

/**
 * Cuts a byte stream into messages. A message is header and body exactly as received, a view into the chunk
 * that it came in. Holds at most one message that is not whole yet, and joins it once, so large ones stay linear.
 */
export class Framer {
  private begun: Begun | null = null
  private failure: MalformedMessage | null = null
  private readonly limits: FrameLimits
  private parts: Buffer[] = []
  private size = 0
  private needed = HEADER_BYTES

  constructor(limits: number | FrameLimits) {
    this.limits =
      typeof limits === 'number' ? { maxLength: () => limits - 1, maxWhole: () => limits } : limits
  }

  /** The messages that are whole now. Throws when there is none before what cannot be one; else that is for the next call. */
  push(chunk: Buffer): Buffer[] {
    if (this.failure) throw this.failure
    this.parts.push(chunk)
    this.size += chunk.length
    if (this.size < this.needed) return []

    const bytes = this.parts.length === 1 ? chunk : Buffer.concat(this.parts, this.size)
    const messages: Buffer[] = []
    let at = 0
    this.needed = HEADER_BYTES
    while (bytes.length - at >= HEADER_BYTES) {
      const type = bytes[at] ?? 0
      const length = bytes.readUInt32BE(at + 1)
      const failure = this.check(type, length)
      if (failure && messages.length === 0) throw failure
      if (failure) {
        this.failure = failure
        return messages
      }
      this.needed = length + 1
      if (this.needed > this.limits.maxWhole(type)) {
        const head = bytes.subarray(at, at + this.needed)
        this.begun = { head, left: this.needed - head.length, after: bytes.subarray(at + head.length) }
        this.parts = []
        this.size = 0
        this.needed = HEADER_BYTES
        return messages
      }
      if (bytes.length - at < this.needed) break
      messages.push(bytes.subarray(at, at + this.needed))
      at += this.needed
      this.needed = HEADER_BYTES
    }
    this.parts = at < bytes.length ? [bytes.subarray(at)] : []
    this.size = bytes.length - at
    return messages
  }

  private check(type: number, length: number): MalformedMessage | null {
    const max = this.limits.maxLength(type)
    if (max === null) return new MalformedMessage(`invalid frontend message type ${type}`)
    if (length >= 4 && length <= max) return null
    return new MalformedMessage(`message length ${length} is out of range`)
  }

  /** Whether something came behind the messages that were whole. */
  get hasMore(): boolean {
    return this.size > 0 || this.failure !== null
  }

  /** What `push` stopped at, once. Throws when that is no message. */
  takeBegun(): Begun | null {
    if (this.failure) throw this.failure
    const { begun } = this
    this.begun = null
    return begun
  }
}

/** The body of a message, without its header. */
export function bodyOf(message: Buffer): Buffer {
  return message.subarray(HEADER_BYTES)
}
