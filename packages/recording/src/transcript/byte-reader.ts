import { SallyportError } from '@sallyport/core'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Reads one message's body. Every read is checked against the body's end. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1))
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2))
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4))
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4))
  }

  /** A view: copy it to keep it past the body. */
  bytes(length: number): Uint8Array {
    const start = this.#advance(length)
    return this.#bytes.subarray(start, start + length)
  }

  /** Text up to the next zero byte. */
  cstring(): string {
    const end = this.#bytes.indexOf(0, this.#at)
    if (end < 0) throw cutOff()
    const text = decoder.decode(this.#bytes.subarray(this.#at, end))
    this.#at = end + 1
    return text
  }

  rest(): Uint8Array {
    return this.bytes(this.left)
  }

  #advance(length: number): number {
    if (length < 0 || length > this.left) throw cutOff()
    const start = this.#at
    this.#at += length
    return start
  }
}

function cutOff(): SallyportError {
  return new SallyportError('PROTOCOL_VIOLATION', 'malformed message: a field reaches past its end')
}
