import type { ByteReader } from './byte-reader'
import type { MessageFields, TranscriptColumn, TranscriptItem } from './item'

/** RowDescription ('T'). */
export function readRowDescription(reader: ByteReader): readonly TranscriptColumn[] {
  const columns: TranscriptColumn[] = []
  for (let left = reader.uint16(); left > 0; left--) {
    const name = reader.cstring()
    const tableOid = reader.uint32()
    const attribute = reader.uint16()
    const typeOid = reader.uint32()
    reader.uint16() // the type's size, negative for variable: of no use here
    columns.push({
      name,
      tableOid,
      attribute,
      typeOid,
      typeModifier: reader.int32(),
      format: reader.uint16(),
    })
  }
  return columns
}

/** DataRow ('D'). The values are views. */
export function readDataRow(reader: ByteReader): readonly (Uint8Array | null)[] {
  const values: (Uint8Array | null)[] = []
  for (let left = reader.uint16(); left > 0; left--) {
    const length = reader.int32()
    values.push(length === -1 ? null : reader.bytes(length))
  }
  return values
}

/** ErrorResponse ('E') and NoticeResponse ('N'). */
export function readMessageFields(reader: ByteReader): MessageFields {
  const fields = new Map<string, string>()
  for (let code = reader.uint8(); code !== 0; code = reader.uint8()) {
    fields.set(String.fromCharCode(code), reader.cstring())
  }
  const [detail, hint, where] = [fields.get('D'), fields.get('H'), fields.get('W')]
  const position = Number(fields.get('P'))
  return {
    severity: fields.get('V') ?? fields.get('S') ?? '',
    code: fields.get('C') ?? '',
    message: fields.get('M') ?? '',
    ...(detail !== undefined && { detail }),
    ...(hint !== undefined && { hint }),
    ...(Number.isInteger(position) && { position }),
    ...(where !== undefined && { where }),
  }
}

type ReadItem = (reader: ByteReader) => TranscriptItem

const TRANSACTION_STATES: Readonly<Record<string, 'idle' | 'open' | 'failed'>> = {
  I: 'idle',
  T: 'open',
  E: 'failed',
}

/** The messages whose meaning does not depend on those before: https://www.postgresql.org/docs/current/protocol-message-formats.html */
export const MESSAGES: Readonly<Record<string, ReadItem>> = {
  C: (reader) => ({ kind: 'complete', tag: reader.cstring() }),
  I: () => ({ kind: 'empty-query' }),
  s: () => ({ kind: 'suspended' }),
  E: (reader) => ({ kind: 'error', fields: readMessageFields(reader) }),
  N: (reader) => ({ kind: 'notice', fields: readMessageFields(reader) }),
  Z: (reader) => ({
    kind: 'ready',
    transaction: TRANSACTION_STATES[String.fromCharCode(reader.uint8())] ?? 'idle',
  }),
  S: (reader) => ({ kind: 'parameter', name: reader.cstring(), value: reader.cstring() }),
  K: (reader) => ({ kind: 'backend-key', processId: reader.uint32() }),
  A: (reader) => ({
    kind: 'notification',
    processId: reader.uint32(),
    channel: reader.cstring(),
    text: reader.cstring(),
  }),
  H: (reader) => ({ kind: 'copy-start', direction: 'out', binary: reader.uint8() === 1 }),
  G: (reader) => ({ kind: 'copy-start', direction: 'in', binary: reader.uint8() === 1 }),
  W: (reader) => ({ kind: 'copy-start', direction: 'both', binary: reader.uint8() === 1 }),
  '1': () => ({ kind: 'step', step: 'parse-complete' }),
  '2': () => ({ kind: 'step', step: 'bind-complete' }),
  '3': () => ({ kind: 'step', step: 'close-complete' }),
  n: () => ({ kind: 'step', step: 'no-data' }),
  t: () => ({ kind: 'step', step: 'parameters' }),
}
