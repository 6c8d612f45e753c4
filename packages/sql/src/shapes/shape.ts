/** Longer texts carry data, and do not come again. */
const MAX_BYTES = 4 * 1024
const MAX_LITERALS = 256

/** Stand for a literal in a shape; no text has these bytes, for it would not have a shape then. */
const INTEGER = 1
const DECIMAL = 2
const STRING = 3

const QUOTE = 0x27
const DOUBLE_QUOTE = 0x22
const DOLLAR = 0x24
const MINUS = 0x2d
const DOT = 0x2e
const SLASH = 0x2f
const STAR = 0x2a
const AMPERSAND = 0x26
/** Whole numbers with more digits may be `int4` or not: they stay as they are. */
const MAX_DIGITS = 9

/** What a byte can be outside of strings. */
const ORDINARY = 0
const NAME = 1
const DIGIT = 2
const SPECIAL = 3
const UNUSUAL = 4

const KINDS = new Uint8Array(256).fill(UNUSUAL)
for (const byte of [9, 10, 13, ...Array.from({ length: 95 }, (_, at) => 32 + at)]) KINDS[byte] = ORDINARY
for (let byte = 0x41; byte <= 0x5a; byte++) KINDS[byte] = KINDS[byte + 32] = NAME
for (let byte = 0x30; byte <= 0x39; byte++) KINDS[byte] = DIGIT
KINDS[0x5f] = NAME
for (const byte of [QUOTE, DOUBLE_QUOTE, DOLLAR, MINUS, DOT, SLASH]) KINDS[byte] = SPECIAL
KINDS[0x5c] = UNUSUAL // backslash

/** A seed that nobody outside can know, so that nobody can make shapes that share a hash. */
const SEED = Math.trunc(Math.random() * 0x7fffffff)

/**
 * Reads the shape of a statement off its bytes: the same bytes with each literal replaced by what kind it is. It
 * lexes as PostgreSQL does with standard_conforming_strings on, and gives up at whatever is unusual: comments,
 * backslashes, dollar quotes, prefixed strings, numbers that are glued to something, bytes outside of ASCII but in
 * strings. One instance is used again and again: its fields hold the last shape that was read.
 */
export class Shape {
  /** The first `size` bytes are the shape. */
  readonly bytes = new Uint8Array(MAX_BYTES)
  size = 0
  hash = 0
  /** Where in the text each literal begins. */
  readonly literals = new Int32Array(MAX_LITERALS)
  literalCount = 0
  /** Some string holds bytes outside of ASCII, of which nobody has said yet that they are UTF-8. */
  hasUnicode = false

  /** False: the text from `start` to `end` has no shape. */
  read(text: Uint8Array, start: number, end: number): boolean {
    this.literalCount = 0
    this.hasUnicode = false
    if (end - start > MAX_BYTES) return false
    const { bytes, literals } = this
    let hash = SEED
    let size = 0
    let before = 0 // the byte before this one, in the text
    for (let at = start; at < end; ) {
      const byte = text[at] ?? 0
      const kind = KINDS[byte] ?? UNUSUAL
      let next = at + 1
      let put = byte
      if (kind === UNUSUAL) return false
      if (kind === DIGIT) {
        const previous = KINDS[before] ?? UNUSUAL
        if (before === DOT) return false
        if (previous !== NAME && previous !== DIGIT && before !== DOLLAR) {
          next = endOfNumber(text, at, end)
          if (next < 0) return false
          const isInteger = isWhole(text, at, next)
          if (!isInteger || next - at <= MAX_DIGITS) {
            if (this.literalCount === MAX_LITERALS) return false
            literals[this.literalCount++] = at - start
            put = isInteger ? INTEGER : DECIMAL
          } else {
            next = at + 1 // the other digits follow it as they are
          }
        }
      } else if (kind === SPECIAL) {
        if (byte === QUOTE) {
          if ((KINDS[before] ?? 0) === NAME || (KINDS[before] ?? 0) === DIGIT || before === AMPERSAND)
            return false
          next = this.endOfString(text, at, end)
          if (next < 0 || this.literalCount === MAX_LITERALS) return false
          literals[this.literalCount++] = at - start
          put = STRING
        } else if (byte === DOUBLE_QUOTE) {
          if (before === AMPERSAND) return false
          next = text.indexOf(DOUBLE_QUOTE, at + 1) + 1
          if (next <= 0 || next > end) return false
          for (; at < next - 1; at++) {
            const inside = text[at] ?? 0
            if (inside < 0x20 || inside > 0x7e) return false
            bytes[size++] = inside
            hash = Math.imul(hash ^ inside, 0x01000193)
          }
        } else if (byte === DOLLAR) {
          const isName = (KINDS[before] ?? 0) === NAME || (KINDS[before] ?? 0) === DIGIT
          if (!isName && KINDS[text[at + 1] ?? 0] !== DIGIT) return false
        } else if (byte === MINUS && text[at + 1] === MINUS) return false
        else if (byte === SLASH && text[at + 1] === STAR) return false
      }
      bytes[size++] = put
      hash = Math.imul(hash ^ put, 0x01000193)
      before = text[next - 1] ?? 0
      at = next
    }
    this.size = size
    this.hash = hash >>> 0
    return true
  }

  /** Behind the closing quote; -1: there is none, or something unusual before it. */
  private endOfString(text: Uint8Array, start: number, end: number): number {
    for (let at = start + 1; at < end; at++) {
      const byte = text[at] ?? 0
      if (byte === QUOTE) {
        if (text[at + 1] !== QUOTE || at + 1 >= end) return at + 1
        at++
      } else if (byte === 0x5c || byte === 0) return -1
      else if (byte > 0x7e) this.hasUnicode = true
    }
    return -1
  }
}

/** Behind `12` or `1.5`; -1 when anything is glued to it. */
function endOfNumber(text: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && KINDS[text[at] ?? 0] === DIGIT) at++
  if (at < end && text[at] === DOT) {
    at++
    while (at < end && KINDS[text[at] ?? 0] === DIGIT) at++
  }
  if (at === end) return at
  const after = text[at] ?? 0
  const isGlued =
    KINDS[after] === NAME || after === DOT || after === DOLLAR || after === QUOTE || after > 0x7e
  return isGlued ? -1 : at
}

function isWhole(text: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text[at] === DOT) return false
  return true
}
