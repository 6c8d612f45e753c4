import { ByteReader } from '../../../bytes/reader'

/** What a client sends: https://www.postgresql.org/docs/current/protocol-message-formats.html */

export interface Parse {
  readonly name: string
  readonly text: string
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

export function decodeQuery(body: Buffer): string {
  const reader = new ByteReader(body, 'Query')
  const text = reader.cstring()
  reader.end()
  return text
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
  const text = reader.cstring()
  const parameterTypes = Array.from({ length: reader.uint16() }, () => reader.uint32())
  reader.end()
  return { name, text, parameterTypes }
}

export function decodeBind(body: Buffer): Bind {
  const reader = new ByteReader(body, 'Bind')
  const portal = reader.cstring()
  const statement = reader.cstring()
  const parameterFormats = Array.from({ length: reader.uint16() }, () => reader.int16())
  const parameters = Array.from({ length: reader.uint16() }, () => {
    const length = reader.int32()
    return length === -1 ? null : reader.bytes(length)
  })
  const resultFormats = Array.from({ length: reader.uint16() }, () => reader.int16())
  reader.end()
  return { portal, statement, parameterFormats, parameters, resultFormats }
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
