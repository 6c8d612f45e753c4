import type { DetectorClass } from '@sallyport/core'

/** What there is in a text, as far as it decides which detectors have to look at it. */
export const NUMBER = 1
export const MIXED = 2
export const AT = 4
export const DOTTED = 8
export const COLONS = 16
export const PAIRS = 32
export const LONG_WORD = 64
export const SIGN = 128
export const DASHES = 256
export const BASE64_BRACE = 512
export const ACCOUNT = 1024
export const ESCAPED = 2048

/** A detector looks when one of these was found; whatever is escaped is looked at by all. */
export const NEEDS: Readonly<Record<DetectorClass, number>> = {
  email: AT,
  card: NUMBER,
  ssn: NUMBER,
  phone: NUMBER,
  iban: ACCOUNT,
  ip: DOTTED | COLONS,
  mac: PAIRS | COLONS,
  'national-id': NUMBER | MIXED,
  jwt: BASE64_BRACE,
  'private-key': DASHES,
  token: LONG_WORD,
  secret: SIGN,
}

const OTHER = 0
const LETTER = 1
const DIGIT = 2
/** Joins the groups of a number: blank, dot, parentheses, slash, plus, and what is not ASCII. */
const JOINT = 3
const DOT = 4
const DASH = 5
const COLON = 6
const EQUALS = 7
const AT_SIGN = 8
const ESCAPE = 9
/** In tokens, not in words: _ */
const UNDERSCORE = 10
/** The third letter of eyJ. */
const LETTER_J = 11
/** In tokens and between numbers: / and + */
const SLASH = 12

const KIND = new Uint8Array(256)
for (let byte = 0x41; byte <= 0x5a; byte++) KIND[byte] = KIND[byte + 0x20] = LETTER
for (let byte = 0x30; byte <= 0x39; byte++) KIND[byte] = DIGIT
for (let byte = 0x80; byte <= 0xff; byte++) KIND[byte] = JOINT
for (const byte of [0x20, 0x28, 0x29]) KIND[byte] = JOINT
for (const byte of [0x2f, 0x2b]) KIND[byte] = SLASH
for (const byte of [0x5c, 0x25, 0x26, 0xef]) KIND[byte] = ESCAPE
KIND[0x2e] = DOT
KIND[0x2d] = DASH
KIND[0x3a] = COLON
KIND[0x3d] = EQUALS
KIND[0x40] = AT_SIGN
KIND[0x5f] = UNDERSCORE
KIND[0x4a] = LETTER_J

const LEAST_NUMBER = 7
const LONGEST_JOINT = 3
/** The shortest token with its prefix. */
const LEAST_TOKEN = 14
const LONGEST_MIXED = 20
const LEAST_MIXED_DIGITS = 4

/**
 * The one pass that most values get, without an object or a string: what is in the bytes that a detector could begin
 * with. It says too much rather than too little; `take-stock.test.ts` compares it with the detectors themselves.
 */
export function takeStock(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let found = 0
  // A number: its digits so far, the dots between them, and what stands since the last one.
  let number = 0
  let dots = 0
  let gap = 0
  // A word: letters, digits and dashes; a longer one with all that tokens are written with.
  let letters = 0
  let digits = 0
  let word = 0
  let long = 0
  let before = 0
  let colons = 0
  let lastDash = -9
  let lastDot = -9
  let dashes = 0

  for (let at = start; at < end; ) {
    const kind = KIND[bytes[at] as number] as number
    if (kind === LETTER || kind === LETTER_J) {
      if (kind === LETTER_J && bytes[at - 1] === 0x79 && bytes[at - 2] === 0x65) found |= BASE64_BRACE
      const from = at++
      while (at < end && KIND[bytes[at] as number] === LETTER) at++
      letters += at - from
      word += at - from
      long += at - from
      if (long >= LEAST_TOKEN) found |= LONG_WORD
      number = 0
      dots = 0
      dashes = 0
      continue
    }
    if (kind === DIGIT) {
      const from = at++
      while (at < end && KIND[bytes[at] as number] === DIGIT) at++
      const count = at - from
      if (count === 4 && number === 0 && letters === 0 && isDate(bytes, from, end)) {
        at = from + 10
        long += 10
        if (long >= LEAST_TOKEN) found |= LONG_WORD
        lastDash = -9
        word += 10
        digits += 8
        continue
      }
      if (letters >= 2 && count >= 2 && isCountry(bytes, from, start)) found |= ACCOUNT
      if (number === 0) dots = 0
      number += count
      digits += count
      word += count
      long += count
      gap = 0
      dashes = 0
      if (number >= LEAST_NUMBER) found |= NUMBER
      if (long >= LEAST_TOKEN) found |= LONG_WORD
      if (dots >= 3) found |= DOTTED
      if (before === 2 && number >= 6) found |= MIXED
      continue
    }
    at++
    if (kind === DASH) {
      if (at - lastDash === 3) found |= PAIRS
      lastDash = at
      word++
      long++
      if (++gap > LONGEST_JOINT) number = 0
      if (++dashes >= 5) found |= DASHES
      continue
    }
    dashes = 0
    // The word ends here; with a plus it may go on, and is looked at as two.
    if (digits >= LEAST_MIXED_DIGITS && letters > 0 && word <= LONGEST_MIXED) found |= MIXED
    if (kind === JOINT) {
      if (letters > 0) before = word === letters ? letters : 0
      long = 0
      colons = 0
      if (++gap > LONGEST_JOINT) number = 0
    } else if (kind === DOT) {
      dots++
      if (at - lastDot === 5) found |= PAIRS
      lastDot = at
      long++
      if (++gap > LONGEST_JOINT) number = 0
    } else if (kind === COLON) {
      if (++colons >= 3 || bytes[at] === 0x3a) found |= COLONS
      if ((KIND[bytes[at - 2] as number] as number) !== DIGIT || at < start + 2 || bytes[at] === 0x2f)
        found |= SIGN
      long = 0
      before = 0
      // 1234:5678:9012
      if (number % 4 !== 0) number = 0
      gap++
    } else if (kind === SLASH) {
      if (digits >= 6) found |= MIXED // 131052+308T
      long++
      colons = 0
      before = 0
      if (++gap > LONGEST_JOINT) number = 0
    } else {
      colons = 0
      before = 0
      number = 0
      if (kind === UNDERSCORE || kind === EQUALS) long++
      else long = 0
      if (kind === EQUALS) found |= SIGN
      else if (kind === AT_SIGN) found |= AT
      else if (kind === ESCAPE) found |= ESCAPED
    }
    word = 0
    letters = 0
    digits = 0
  }
  if (digits >= LEAST_MIXED_DIGITS && letters > 0 && word <= LONGEST_MIXED) found |= MIXED
  return found
}

/** Two letters in front that no other letter or digit stands before. */
function isCountry(bytes: Uint8Array, at: number, start: number): boolean {
  if (at - 2 < start || !isLetterAt(bytes, at - 1) || !isLetterAt(bytes, at - 2)) return false
  return at - 3 < start || !(isLetterAt(bytes, at - 3) || KIND[bytes[at - 3] as number] === DIGIT)
}

function isLetterAt(bytes: Uint8Array, at: number): boolean {
  const kind = KIND[bytes[at] as number] as number
  return kind === LETTER || kind === LETTER_J
}

/** 2024-01-31, and no more of it: no number that anybody has is written like that. */
function isDate(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at - 1] === 0x2b || bytes[at - 1] === 0x28) return false
  if (at + 10 > end || bytes[at + 4] !== 0x2d || bytes[at + 7] !== 0x2d) return false
  const century = digit(bytes, at) * 10 + digit(bytes, at + 1)
  const month = digit(bytes, at + 5) * 10 + digit(bytes, at + 6)
  const day = digit(bytes, at + 8) * 10 + digit(bytes, at + 9)
  if ((century !== 19 && century !== 20) || month < 1 || month > 12 || day < 1 || day > 31) return false
  const next = at + 10 < end ? (KIND[bytes[at + 10] as number] as number) : OTHER
  return next !== DIGIT && next !== DASH && next !== DOT && next !== SLASH
}

/** Far from a digit: something that makes no month. */
function digit(bytes: Uint8Array, at: number): number {
  const value = (bytes[at] as number) - 0x30
  return value >= 0 && value <= 9 ? value : 100
}
