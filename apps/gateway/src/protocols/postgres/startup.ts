import { SallyportError } from '@sallyport/core'
import { ByteReader } from '../../bytes/reader'
import { READABLE } from './understand'

/** https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-STARTUPMESSAGE */
export type Opening =
  | { readonly kind: 'ssl' }
  | { readonly kind: 'gss' }
  | { readonly kind: 'cancel'; readonly processId: number; readonly secret: Buffer }
  | { readonly kind: 'startup'; readonly minor: number; readonly parameters: ReadonlyMap<string, string> }

const SSL_REQUEST = 80877103
const GSS_REQUEST = 80877104
const CANCEL_REQUEST = 80877102
/** MAX_STARTUP_PACKET_LENGTH in the PostgreSQL source, which does not count the length itself. */
const MAX_OPENING_BYTES = 10_004
/** MAX_CANCEL_KEY_LENGTH of protocol 3.2. */
const MAX_SECRET_BYTES = 256

/** The first packet, which has no type byte. Returns null until it is whole; `size` is how much of the bytes it took. */
export function decodeOpening(bytes: Buffer): { readonly opening: Opening; readonly size: number } | null {
  if (bytes.length < 4) return null
  const size = bytes.readUInt32BE(0)
  if (size < 8 || size > MAX_OPENING_BYTES) throw violation('invalid length of startup packet')
  if (bytes.length < size) return null
  return { opening: decode(new ByteReader(bytes.subarray(4, size), 'startup')), size }
}

function decode(reader: ByteReader): Opening {
  const version = reader.uint32()
  if (version === SSL_REQUEST) return { kind: 'ssl' }
  if (version === GSS_REQUEST) return { kind: 'gss' }
  if (version === CANCEL_REQUEST) {
    const processId = reader.int32()
    const secret = reader.rest()
    if (secret.length < 4 || secret.length > MAX_SECRET_BYTES) throw violation('invalid length of cancel key')
    return { kind: 'cancel', processId, secret }
  }
  if (version >>> 16 !== 3) {
    throw new SallyportError(
      'UNSUPPORTED',
      `unsupported frontend protocol ${version >>> 16}.${version & 0xffff}`,
    )
  }
  return { kind: 'startup', minor: version & 0xffff, parameters: decodeParameters(reader) }
}

function decodeParameters(reader: ByteReader): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (let name = reader.cstring(); name !== ''; name = reader.cstring()) {
    // PostgreSQL takes the last of several; whoever reads only the first would see another user.
    if (parameters.has(name)) throw violation(`startup parameter "${name}" is given twice`)
    parameters.set(name, reader.cstring())
  }
  reader.end()
  return parameters
}

/** Settings that change how results look or how long things may take, and never what a statement means. */
const HARMLESS = new Set([
  'application_name',
  'bytea_output',
  'client_min_messages',
  'datestyle',
  'extra_float_digits',
  'geqo',
  'idle_in_transaction_session_timeout',
  'idle_session_timeout',
  'intervalstyle',
  'jit',
  'lock_timeout',
  'statement_timeout',
  'timezone',
])

/**
 * The start-up parameters for the target: an allowlist, built anew, with the encoding that the
 * gateway reads (UTF-8) pinned. Throws on what would change meaning or open another protocol.
 */
export function targetParameters(parameters: ReadonlyMap<string, string>): Map<string, string> {
  const settings = new Map(READABLE)
  for (const [name, value] of [...parameters, ...parseOptions(parameters.get('options') ?? '')]) {
    const key = name.toLowerCase()
    if (key === 'user' || key === 'database' || key === 'options' || key === 'client_encoding') continue
    if (key.startsWith('_pq_.')) continue
    if (key === 'replication' && ['', 'false', 'off', 'no', '0'].includes(value.toLowerCase())) continue
    if (!HARMLESS.has(key)) {
      throw new SallyportError(
        'UNSUPPORTED',
        `startup parameter "${name}" is not allowed through the gateway`,
        {
          hint: 'Leave it out, or set it with SET once connected, where policy can decide on it.',
        },
      )
    }
    settings.set(name, value)
  }
  return settings
}

/** `-c name=value` and `--name=value`, with backslash for a space, as the server itself splits them. */
function parseOptions(options: string): [string, string][] {
  const words = (options.match(/(?:\\.|[^\s\\])+/g) ?? []).map((word) => word.replace(/\\(.)/g, '$1'))
  const settings: [string, string][] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const text = word === '-c' ? (words[++at] ?? '') : word.startsWith('-c') ? word.slice(2) : word.slice(2)
    const equals = text.indexOf('=')
    if (!/^(-c|--)/.test(word) || equals < 1) {
      throw new SallyportError('UNSUPPORTED', `startup option "${word}" is not allowed through the gateway`)
    }
    settings.push([text.slice(0, equals).replaceAll('-', '_'), text.slice(equals + 1)])
  }
  return settings
}

function violation(text: string): SallyportError {
  return new SallyportError('PROTOCOL_VIOLATION', text)
}
