import { type ErrorCode, SallyportError } from '@sallyport/core'

/** A message that is none, or whose parts do not fit together. Its text says nothing of what is in it. */
export class MalformedMessage extends SallyportError {
  constructor(text: string, code: ErrorCode = 'PROTOCOL_VIOLATION') {
    super(code, text)
  }
}

/**
 * Reads a message body front to back and checks every bound first, so that no length a peer sends is
 * believed. Byte results are views into the body: copy one to keep it past the message.
 */
export class ByteReader {
  private at = 0
  private readonly body: Buffer
  private readonly name: string

  constructor(body: Buffer, name: string) {
    this.body = body
    this.name = name
  }

  uint8(): number {
    return this.body.readUInt8(this.take(1))
  }

  int16(): number {
    return this.body.readInt16BE(this.take(2))
  }

  uint16(): number {
    return this.body.readUInt16BE(this.take(2))
  }

  int32(): number {
    return this.body.readInt32BE(this.take(4))
  }

  uint32(): number {
    return this.body.readUInt32BE(this.take(4))
  }

  bytes(length: number): Buffer {
    const start = this.take(length)
    return this.body.subarray(start, start + length)
  }

  rest(): Buffer {
    return this.bytes(this.body.length - this.at)
  }

  /** A string that ends with NUL, which is not part of it. Refuses what is not UTF-8. */
  cstring(): string {
    const text = utf8(this.rawString())
    if (text === null) throw this.malformed('invalid UTF-8', 'INVALID_ENCODING')
    return text
  }

  /** A string that ends with NUL and may be in any encoding: what is no UTF-8 is read byte by byte. */
  text(): string {
    const bytes = this.rawString()
    return utf8(bytes) ?? bytes.toString('latin1')
  }

  /** The bytes of a string that ends with NUL. */
  rawString(): Buffer {
    const { body, at } = this
    const end = body[at] === 0 ? at : body.indexOf(0, at)
    if (end < 0) throw this.malformed('a string without its end')
    this.at = end + 1
    return end === at ? EMPTY : body.subarray(at, end)
  }

  get isAtEnd(): boolean {
    return this.at === this.body.length
  }

  end(): void {
    if (!this.isAtEnd) throw this.malformed(`${this.body.length - this.at} bytes after its end`)
  }

  private take(length: number): number {
    const start = this.at
    if (length < 0 || length > this.body.length - start) throw this.malformed(`it ends inside a field`)
    this.at = start + length
    return start
  }

  private malformed(why: string, code?: ErrorCode): MalformedMessage {
    return new MalformedMessage(`malformed ${this.name} message: ${why}`, code)
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Shorter ones are read faster by hand, as most are ASCII. */
const SHORT_BYTES = 32
const EMPTY = Buffer.alloc(0)

/** The text of valid UTF-8, else null. */
export function utf8(bytes: Buffer): string | null {
  if (bytes.length === 0) return ''
  if (bytes.length <= SHORT_BYTES && isAscii(bytes)) return bytes.toString('latin1')
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

function isAscii(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] ?? 0) > 0x7f) return false
  return true
}
