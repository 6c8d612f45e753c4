const BACKSLASH = 0x5c
const PERCENT = 0x25
const AMPERSAND = 0x26
const HASH = 0x23
const FULL_WIDTH = 0xef
const LINE_FEED = 0x0a

export interface Unescaped {
  readonly bytes: Uint8Array
  /** Where each byte began in the escaped text; one more entry for the end. */
  readonly origin: Uint32Array
}

/**
 * Replaces the escapes that JSON, COPY, URLs and HTML have for single characters, and full-width forms, so
 * that a detector sees what a reader will. `null` when there are none. Any number of backslashes counts as one, because text is
 * often escaped twice. Control characters become line ends: they part words.
 */
export function unescapeBytes(bytes: Uint8Array): Unescaped | null {
  if (!hasEscape(bytes)) return null
  const unescaped = new Uint8Array(bytes.length)
  const origin = new Uint32Array(bytes.length + 1)
  let length = 0

  for (let at = 0; at < bytes.length; ) {
    const { escape, end } = readEscape(bytes, at)
    for (let next = at; next < end && !escape; next++) {
      origin[length] = next
      unescaped[length++] = bytes[next] ?? 0
    }
    for (const byte of escape ?? []) {
      origin[length] = at
      unescaped[length++] = byte
    }
    at = end
  }
  origin[length] = bytes.length
  return { bytes: unescaped.subarray(0, length), origin: origin.subarray(0, length + 1) }
}

function hasEscape(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; ) {
    const { escape, end } = readEscape(bytes, at)
    if (escape) return true
    at = end
  }
  return false
}

interface Read {
  /** What the bytes up to `end` stand for, never more of them; `null`: for themselves. */
  readonly escape: Uint8Array | null
  readonly end: number
}

function readEscape(bytes: Uint8Array, at: number): Read {
  const byte = bytes[at]
  if (byte === BACKSLASH) return readBackslash(bytes, at)
  if (byte === FULL_WIDTH) return readFullWidth(bytes, at) ?? itself(at + 1)
  if (byte === PERCENT) return readHex(bytes, at + 1, 2) ?? itself(at + 1)
  if (byte === AMPERSAND && bytes[at + 1] === HASH) return readEntity(bytes, at) ?? itself(at + 1)
  return itself(at + 1)
}

/** U+FF01–FF5E, which are EF BC 81 to EF BD 9E, are U+0021–007E in the width of Chinese characters. */
function readFullWidth(bytes: Uint8Array, at: number): Read | null {
  const [row = 0, cell = 0] = [bytes[at + 1], bytes[at + 2]]
  if ((row !== 0xbc && row !== 0xbd) || cell < 0x80) return null
  const code = (row - 0xbc) * 0x40 + cell - 0x60
  return code > 0x20 && code < 0x7f ? { escape: Uint8Array.of(code), end: at + 3 } : null
}

/** b, f, n, r, t */
const CONTROLS = new Set([0x62, 0x66, 0x6e, 0x72, 0x74])
/** " and / */
const PLAIN = new Set([0x22, 0x2f])
const UNICODE = 0x75

function readBackslash(bytes: Uint8Array, start: number): Read {
  let at = start
  while (bytes[at] === BACKSLASH) at++
  const byte = bytes[at] ?? 0
  if (CONTROLS.has(byte)) return { escape: Uint8Array.of(LINE_FEED), end: at + 1 }
  if (PLAIN.has(byte)) return { escape: Uint8Array.of(byte), end: at + 1 }
  return (byte === UNICODE && readHex(bytes, at + 1, 4)) || itself(at)
}

const encoder = new TextEncoder()

function readHex(bytes: Uint8Array, start: number, length: number): Read | null {
  const text = String.fromCharCode(...bytes.subarray(start, start + length))
  if (text.length < length || !/^[0-9a-f]+$/i.test(text)) return null
  const code = Number.parseInt(text, 16)
  if (length === 2 && code >= 0x80) return null // a part of a character
  const escape = code < 0x20 ? Uint8Array.of(LINE_FEED) : encoder.encode(String.fromCharCode(code))
  return { escape, end: start + length }
}

function readEntity(bytes: Uint8Array, at: number): Read | null {
  const [whole = '', code] = /^&#0?(\d{2,3});/.exec(String.fromCharCode(...bytes.subarray(at, at + 7))) ?? []
  const value = Number(code)
  return value >= 0x20 && value < 0x80 ? { escape: Uint8Array.of(value), end: at + whole.length } : null
}

function itself(end: number): Read {
  return { escape: null, end }
}
