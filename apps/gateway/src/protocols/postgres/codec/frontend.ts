import { ByteReader, utf8 } from '../../../bytes/reader'

/** What a client sends: https://www.postgresql.org/docs/current/protocol-message-formats.html */

/** A statement's text. What is no UTF-8 is kept byte by byte, for people to see; it cannot be understood. */
export interface Text {
  readonly text: string
  readonly isUtf8: boolean
}

export interface Parse extends Text {
  readonly name: string
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
  const text = readText(reader)
  reader.end()
  return text
}

function readText(reader: ByteReader): Text {
  const bytes = reader.rawString()
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
  const text = readText(reader)
  const parameterTypes = Array.from({ length: reader.uint16() }, () => reader.uint32())
  reader.end()
  return { name, ...text, parameterTypes }
}

export function decodeBind(body: Buffer): Bind {
  const reader = new ByteReader(body, 'Bind')
  const portal = reader.cstring()
  const statement = reader.cstring()
  const parameterFormats = Array.from({ length: reader.uint16() }, () => reader.int16())
  const parameters = readValues(reader)
  const resultFormats = Array.from({ length: reader.uint16() }, () => reader.int16())
  reader.end()
  return { portal, statement, parameterFormats, parameters, resultFormats }
}

/** FunctionCall ('F'). */
export function decodeFunctionCall(body: Buffer): FunctionCall {
  const reader = new ByteReader(body, 'FunctionCall')
  const oid = reader.uint32()
  const parameterFormats = Array.from({ length: reader.uint16() }, () => reader.int16())
  const parameters = readValues(reader)
  reader.int16() // the result's format
  reader.end()
  return { oid, parameterFormats, parameters }
}

function readValues(reader: ByteReader): (Buffer | null)[] {
  return Array.from({ length: reader.uint16() }, () => {
    const length = reader.int32()
    return length === -1 ? null : reader.bytes(length)
  })
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
