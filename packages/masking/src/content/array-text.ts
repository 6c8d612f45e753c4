import { decodeText, encodeText } from '../text'
import { type Replacement, replaceParts } from './replace'

const EMPTY = encodeText('{}')
const [QUOTE, BACKSLASH, COMMA, OPEN, CLOSE] = [0x22, 0x5c, 0x2c, 0x7b, 0x7d]

/**
 * Masks the elements of an array in PostgreSQL's text form (`{a,"b c",NULL}`, any dimensions) and keeps its
 * shape. Returns the same bytes when no element changes, and an empty array when they are malformed.
 */
export function maskTextArray(bytes: Uint8Array, mask: (element: Uint8Array) => Uint8Array): Uint8Array {
  const parts: Replacement[] = []
  let at = bytes.indexOf(OPEN) // behind the bounds, as in [0:1]={a,b}
  if (at < 0) return EMPTY

  while (at < bytes.length) {
    const byte = bytes[at]
    if (byte === OPEN || byte === CLOSE || byte === COMMA) {
      at++
      continue
    }
    const start = at
    const element = byte === QUOTE ? readQuoted(bytes, at) : readPlain(bytes, at)
    if (!element) return EMPTY
    at = element.end
    if (byte !== QUOTE && isNull(element.value)) continue
    const masked = mask(element.value)
    if (masked !== element.value) parts.push({ start, end: element.end, by: writeElement(masked) })
  }
  return parts.length === 0 ? bytes : replaceParts(bytes, parts)
}

interface Element {
  readonly value: Uint8Array
  readonly end: number
}

/** Without quotes it is no text. */
function isNull(value: Uint8Array): boolean {
  return value.length === 4 && decodeText(value).toUpperCase() === 'NULL'
}

function readPlain(bytes: Uint8Array, start: number): Element {
  let end = start
  while (end < bytes.length && bytes[end] !== COMMA && bytes[end] !== OPEN && bytes[end] !== CLOSE) end++
  return { value: bytes.subarray(start, end), end }
}

function readQuoted(bytes: Uint8Array, start: number): Element | null {
  let end = start + 1
  while (end < bytes.length && bytes[end] !== QUOTE) end += bytes[end] === BACKSLASH ? 2 : 1
  if (end >= bytes.length) return null
  const raw = bytes.subarray(start + 1, end)
  return { value: raw.includes(BACKSLASH) ? dropBackslashes(raw) : raw, end: end + 1 }
}

function dropBackslashes(raw: Uint8Array): Uint8Array {
  let isEscaped = false
  return raw.filter((byte) => {
    isEscaped = byte === BACKSLASH && !isEscaped
    return !isEscaped
  })
}

const PLAIN = /^[0-9*.-]+$|^[tf]$/

function writeElement(value: Uint8Array): Uint8Array {
  if (PLAIN.test(String.fromCharCode(...value.subarray(0, 32))) && value.length <= 32) return value
  const written: number[] = [QUOTE]
  for (const byte of value) {
    if (byte === QUOTE || byte === BACKSLASH) written.push(BACKSLASH)
    written.push(byte)
  }
  written.push(QUOTE)
  return Uint8Array.from(written)
}
