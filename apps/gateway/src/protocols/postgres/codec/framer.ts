import { SallyportError } from '@sallyport/core'

/** A type byte and a length that counts itself but not the type byte. */
export const HEADER_BYTES = 5

/**
 * Cuts a byte stream into messages. A message is header and body exactly as received, a view into the chunk
 * that it came in. Holds at most one message that is not whole yet, and joins it once, so large ones stay linear.
 */
export class Framer {
  private readonly maxBytes: number
  private parts: Buffer[] = []
  private size = 0
  private needed = HEADER_BYTES

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** The messages that are whole now. */
  push(chunk: Buffer): Buffer[] {
    this.parts.push(chunk)
    this.size += chunk.length
    if (this.size < this.needed) return []

    const bytes = this.parts.length === 1 ? chunk : Buffer.concat(this.parts, this.size)
    const messages: Buffer[] = []
    let at = 0
    this.needed = HEADER_BYTES
    while (bytes.length - at >= HEADER_BYTES) {
      const length = bytes.readUInt32BE(at + 1)
      if (length < 4 || length >= this.maxBytes) {
        throw new SallyportError('PROTOCOL_VIOLATION', `message length ${length} is out of range`)
      }
      this.needed = length + 1
      if (bytes.length - at < this.needed) break
      messages.push(bytes.subarray(at, at + this.needed))
      at += this.needed
      this.needed = HEADER_BYTES
    }
    this.parts = at < bytes.length ? [bytes.subarray(at)] : []
    this.size = bytes.length - at
    return messages
  }
}

/** The body of a message, without its header. */
export function bodyOf(message: Buffer): Buffer {
  return message.subarray(HEADER_BYTES)
}
