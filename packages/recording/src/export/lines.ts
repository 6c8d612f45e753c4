import { SallyportError } from '@sallyport/core'
import { Fields } from '../fields'
import type { ReadRecord } from '../read-records'
import { LEDGER_KINDS, type LedgerEntry } from '../seal/ledger'
import type { Seal } from '../seal/seal'
import type { SealKey } from '../seal/signature'

export const EXPORT_VERSION = 1

/** The first line of an exported recording. */
export interface ExportHead {
  readonly type: 'export'
  readonly version: number
  readonly sessionId: string
  readonly bytes: number
  readonly events: number
  /** The chain's head as the console's database has it, in hex. */
  readonly head: string
  /** The session has ended, so that nothing more will come. */
  readonly isEnded: boolean
  readonly keys: readonly SealKey[]
}

/** One record, exactly as it was hashed, and its events for people and scripts to read. */
export interface ExportedRecord {
  readonly type: 'record'
  /** base64 */
  readonly record: string
  /** The record's events without the payloads: see `describeRecord`. */
  readonly events: readonly unknown[]
}

interface Signed {
  readonly kid: string
  /** base64 */
  readonly signature: string
}

/** The seal of the records before it, since the seal before it. */
export interface ExportedSeal extends Signed {
  readonly type: 'seal'
  readonly seal: Seal
}

/** What the organization's ledger says of this session. */
export interface ExportedLedgerEntry extends Signed {
  readonly type: 'ledger'
  readonly entry: LedgerEntry
}

export type ExportLine = ExportHead | ExportedRecord | ExportedSeal | ExportedLedgerEntry

/** What a record's events say, with the number of a payload's bytes in its place. */
export function describeRecord({ events }: ReadRecord): unknown[] {
  return events.map((event) => {
    if (event.type !== 'output') return event
    const { payload, ...described } = event
    return { ...described, payloadBytes: payload.length }
  })
}

/** One line of JSON, without its line break. Hashes are hex. */
export function formatLine(line: ExportLine): string {
  if (line.type === 'seal') {
    const { previousHead, head, ...seal } = line.seal
    return JSON.stringify({ ...line, seal: { ...seal, previousHead: hex(previousHead), head: hex(head) } })
  }
  if (line.type === 'ledger') {
    const { digest, previous, ...entry } = line.entry
    return JSON.stringify({ ...line, entry: { ...entry, digest: hex(digest), previous: hex(previous) } })
  }
  return JSON.stringify(line)
}

/** Throws PROTOCOL_VIOLATION, in words that name the field, for what is no line of an export. */
export function parseLine(text: string): ExportLine {
  const fields = new Fields(parseJson(text), 'line')
  const type = fields.word('type', ['export', 'record', 'seal', 'ledger'])
  if (type === 'export') {
    const version = fields.count('version')
    if (version !== EXPORT_VERSION) throw malformed(`version ${version} is not known here`)
    return {
      type,
      version,
      sessionId: fields.string('sessionId'),
      bytes: fields.count('bytes'),
      events: fields.count('events'),
      head: fields.string('head'),
      isEnded: fields.boolean('isEnded'),
      keys: fields.list('keys', (key) => {
        const each = new Fields(key, 'key')
        return { kid: each.string('kid'), x: each.string('x') }
      }),
    }
  }
  if (type === 'record') {
    return { type, record: fields.string('record'), events: fields.list('events', (event) => event) }
  }
  const signed = { kid: fields.string('kid'), signature: fields.string('signature') }
  if (type === 'seal') return { type, ...signed, seal: parseSeal(fields.fields('seal')) }
  return { type, ...signed, entry: parseEntry(fields.fields('entry')) }
}

function parseSeal(fields: Fields): Seal {
  return {
    sessionId: fields.string('sessionId'),
    index: fields.count('index'),
    offset: fields.count('offset'),
    bytes: fields.count('bytes'),
    events: fields.count('events'),
    previousHead: unhex(fields.string('previousHead')),
    head: unhex(fields.string('head')),
  }
}

function parseEntry(fields: Fields): LedgerEntry {
  return {
    sequence: fields.count('sequence'),
    kind: fields.word('kind', LEDGER_KINDS),
    at: fields.count('at'),
    sessionId: fields.string('sessionId'),
    digest: unhex(fields.string('digest')),
    previous: unhex(fields.string('previous')),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw malformed('it is not JSON', cause)
  }
}

function malformed(why: string, cause?: unknown): SallyportError {
  return new SallyportError('PROTOCOL_VIOLATION', `malformed export: ${why}`, { cause })
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function unhex(text: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw malformed('a hash is not hexadecimal')
  return Uint8Array.from({ length: text.length / 2 }, (_, at) =>
    Number.parseInt(text.slice(at * 2, at * 2 + 2), 16),
  )
}
