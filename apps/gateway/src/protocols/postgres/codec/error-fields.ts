import { ByteReader } from '../../../bytes/reader'
import { cstring, message } from './write'

/** ErrorResponse ('E') and NoticeResponse ('N'): https://www.postgresql.org/docs/current/protocol-error-fields.html */
export type ErrorFields = ReadonlyMap<string, string>

export function decodeErrorFields(body: Buffer): ErrorFields {
  const reader = new ByteReader(body, 'ErrorResponse')
  const fields = new Map<string, string>()
  for (let type = reader.uint8(); type !== 0; type = reader.uint8()) {
    fields.set(String.fromCharCode(type), reader.text())
  }
  reader.end()
  return fields
}

export function encodeErrorFields(type: 'E' | 'N', fields: ErrorFields): Buffer {
  return message(type, ...[...fields].map(([name, value]) => cstring(name + value)), '\0')
}
