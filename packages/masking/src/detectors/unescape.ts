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
 * that a detector sees what a reader will. `places` are those where one may begin. `null` when there are none. Any number of backslashes counts as one, because text is
 * often escaped twice. Control characters become line ends: they part words.
 */
export function unescapeBytes(bytes: Uint8Array, places: readonly number[]): Unescaped | null {
  let unescaped: Uint8Array | null = null
  let origin = NO_ORIGIN
  let length = 0
  let from = 0
  let next = 0
  for (const place of places) {
    if (place < next) continue
    const read = readEscape(bytes, place)
    if (!read) {
      next = backslashesEnd(bytes, place) // a row of them is looked at once
      continue
    }
    next = read.end
    if (!unescaped) {
      unescaped = new Uint8Array(bytes.length)
      origin = new Uint32Array(bytes.length + 1)
    }
    while (from < place) {
      origin[length] = from
      unescaped[length++] = bytes[from++] as number
    }
    for (const byte of read.escape) {
      origin[length] = place
      unescaped[length++] = byte
    }
    from = read.end
  }
  if (!unescaped) return null
  while (from < bytes.length) {
    origin[length] = from
    unescaped[length++] = bytes[from++] as number
  }
  origin[length] = bytes.length
  return { bytes: unescaped.subarray(0, length), origin: origin.subarray(0, length + 1) }
}

function backslashesEnd(bytes: Uint8Array, start: number): number {
  let end = start
  while (bytes[end] === BACKSLASH) end++
  return end
}

const NO_ORIGIN = new Uint32Array(0)

interface Read {
  /** What the bytes up to `end` stand for, never more of them. */
  readonly escape: Uint8Array
  readonly end: number
}

/** `null`: the bytes stand for themselves. */
function readEscape(bytes: Uint8Array, at: number): Read | null {
  const byte = bytes[at]
  if (byte === BACKSLASH) return readBackslash(bytes, at)
  if (byte === FULL_WIDTH) return readFullWidth(bytes, at)
  if (byte === PERCENT) return readHex(bytes, at + 1, 2)
  return byte === AMPERSAND && bytes[at + 1] === HASH ? readEntity(bytes, at) : null
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

function readBackslash(bytes: Uint8Array, start: number): Read | null {
  let at = start
  while (bytes[at] === BACKSLASH) at++
  const byte = bytes[at] ?? 0
  if (CONTROLS.has(byte)) return { escape: Uint8Array.of(LINE_FEED), end: at + 1 }
  if (PLAIN.has(byte)) return { escape: Uint8Array.of(byte), end: at + 1 }
  return byte === UNICODE ? readHex(bytes, at + 1, 4) : null
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
