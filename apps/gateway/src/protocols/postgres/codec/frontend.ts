import { ByteReader, utf8 } from '../../../bytes/reader'

/** What a client sends: https://www.postgresql.org/docs/current/protocol-message-formats.html */

/** A statement's text. What is no UTF-8 is kept byte by byte, for people to see; it cannot be understood. */
export interface Text {
  readonly text: string
  readonly isUtf8: boolean
}

export interface Parse {
  readonly name: string
  /** Bytes in any encoding, for `readText`; a view into the message. */
  readonly text: Buffer
  /** Type OIDs as the client prespecified them; 0: the server decides. */
  readonly parameterTypes: readonly number[]
}

export interface Bind {
  readonly portal: string
  readonly statement: string
  readonly parameterFormats: readonly number[]
  /** `null` is SQL NULL. Views into the message. */
  readonly parameters: readonly (Buffer | null)[]
  readonly resultFormats: readonly number[]
}

export interface Describe {
  readonly kind: 'statement' | 'portal'
  readonly name: string
}

export interface FunctionCall {
  readonly oid: number
  readonly parameterFormats: readonly number[]
  readonly parameters: readonly (Buffer | null)[]
}

export function decodeQuery(body: Buffer): Text {
  const reader = new ByteReader(body, 'Query')
  const text = readText(reader.rawString())
  reader.end()
  return text
}

export function readText(bytes: Buffer): Text {
  const text = utf8(bytes)
  return { text: text ?? bytes.toString('latin1'), isUtf8: text !== null }
}

export function decodePassword(body: Buffer): string {
  const reader = new ByteReader(body, 'PasswordMessage')
  const password = reader.cstring()
  reader.end()
  return password
}

export function decodeParse(body: Buffer): Parse {
  const reader = new ByteReader(body, 'Parse')
  const name = reader.cstring()
  const text = reader.rawString()
  const parameterTypes = readMany(reader, readType)
  reader.end()
  return { name, text, parameterTypes }
}

export function decodeBind(body: Buffer): Bind {
  const reader = new ByteReader(body, 'Bind')
  const portal = reader.cstring()
  const statement = reader.cstring()
  const parameterFormats = readMany(reader, readFormat)
  const parameters = readMany(reader, readValue)
  const resultFormats = readMany(reader, readFormat)
  reader.end()
  return { portal, statement, parameterFormats, parameters, resultFormats }
}

/** FunctionCall ('F'). */
export function decodeFunctionCall(body: Buffer): FunctionCall {
  const reader = new ByteReader(body, 'FunctionCall')
  const oid = reader.uint32()
  const parameterFormats = readMany(reader, readFormat)
  const parameters = readMany(reader, readValue)
  reader.int16() // the result's format
  reader.end()
  return { oid, parameterFormats, parameters }
}

const readType = (reader: ByteReader) => reader.uint32()
const readFormat = (reader: ByteReader) => reader.int16()

function readValue(reader: ByteReader): Buffer | null {
  const length = reader.int32()
  return length === -1 ? null : reader.bytes(length)
}

/** A count, and so many of what follows it. */
function readMany<T>(reader: ByteReader, read: (reader: ByteReader) => T): T[] {
  const all: T[] = []
  for (let left = reader.uint16(); left > 0; left--) all.push(read(reader))
  return all
}

/** Describe ('D') and Close ('C') have the same body. */
export function decodeDescribe(body: Buffer): Describe {
  const reader = new ByteReader(body, 'Describe')
  const kind = reader.uint8() === 0x53 ? 'statement' : 'portal'
  const name = reader.cstring()
  reader.end()
  return { kind, name }
}

/** The portal that an Execute ('E') runs. */
export function decodeExecute(body: Buffer): string {
  const reader = new ByteReader(body, 'Execute')
  const portal = reader.cstring()
  reader.int32()
  reader.end()
  return portal
}
