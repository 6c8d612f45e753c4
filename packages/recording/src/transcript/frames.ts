import { SallyportError } from '@sallyport/core'

/** A type byte, then a length that counts itself, then the body. */
const HEADER_BYTES = 5
/** PQ_LARGE_MESSAGE_LIMIT in the PostgreSQL source: MaxAllocSize - 1. */
const MAX_LENGTH = 0x3fffffff - 1

export interface Frame {
  readonly type: string
  readonly body: Uint8Array
}

/** Cuts payloads into messages, wherever the payloads were split. Keeps a copy of a partial message only. */
export class Frames {
  #chunks: Uint8Array[] = []
  #size = 0
  #needed = HEADER_BYTES

  /** The bodies are views: into the payload, or into the joined copy of a message that was split. */
  push(payload: Uint8Array): readonly Frame[] {
    if (this.#size + payload.length < this.#needed) {
      this.#keep(payload)
      return []
    }
    // Joined only once the message is whole, so that a large message in many payloads stays linear.
    const bytes = this.#size === 0 ? payload : join([...this.#chunks, payload], this.#size + payload.length)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const frames: Frame[] = []
    let at = 0

    for (this.#needed = HEADER_BYTES; bytes.length - at >= HEADER_BYTES; this.#needed = HEADER_BYTES) {
      const length = view.getUint32(at + 1)
      if (length < 4 || length > MAX_LENGTH) {
        throw new SallyportError('PROTOCOL_VIOLATION', `malformed message: length ${length} is out of range`)
      }
      this.#needed = length + 1
      if (bytes.length - at < this.#needed) break
      const type = String.fromCharCode(view.getUint8(at))
      frames.push({ type, body: bytes.subarray(at + HEADER_BYTES, at + this.#needed) })
      at += this.#needed
    }
    this.#chunks = []
    this.#size = 0
    this.#keep(bytes.subarray(at))
    return frames
  }

  #keep(rest: Uint8Array): void {
    if (rest.length === 0) return
    this.#chunks.push(new Uint8Array(rest)) // slice() of a Buffer would not copy
    this.#size += rest.length
  }
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const joined = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    joined.set(chunk, at)
    at += chunk.length
  }
  return joined
}
