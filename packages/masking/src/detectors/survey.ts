/**
 * The one pass over the bytes that every value gets. It says what a detector could begin with and where, too much
 * rather than too little, so that detectors look at candidates only: `survey.test.ts` compares it with looking everywhere.
 */
import type { DetectorClass } from '@sallyport/core'
import { mayBeginToken } from './token/prefixes'

/** What there is in a text, as far as it decides which detectors have to look at it. */
export const NUMBER = 1
export const MIXED = 2
export const AT = 4
export const DOTTED = 8
export const COLONS = 16
export const PAIRS = 32
export const TOKEN = 64
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
  mac: PAIRS,
  'national-id': NUMBER | MIXED,
  jwt: BASE64_BRACE,
  'private-key': DASHES,
  token: TOKEN,
  secret: SIGN,
}

/** Where there is what, in order. One instance serves all texts, one after the other: use it before the next. */
export class Survey {
  found = 0
  /** The runs of digits, as long as they can be. */
  groups = 0
  starts = new Int32Array(256)
  ends = new Int32Array(256)
  readonly ats: number[] = []
  /** `:` and `=` */
  readonly signs: number[] = []
  /** Where the first separator of a hardware address may stand. */
  readonly pairs: number[] = []
  readonly tokens: number[] = []
  /** Fifth dashes in a row. */
  readonly dashes: number[] = []
  /** The J of eyJ. */
  readonly braces: number[] = []
  /** Check digits of accounts: right behind two letters. */
  readonly accounts: number[] = []
  readonly escapes: number[] = []

  /** Empty, with room for what so many bytes can hold. */
  clear(size: number): void {
    this.found = 0
    this.groups = 0
    if (this.ats.length > 0) this.ats.length = 0
    if (this.signs.length > 0) this.signs.length = 0
    if (this.pairs.length > 0) this.pairs.length = 0
    if (this.tokens.length > 0) this.tokens.length = 0
    if (this.dashes.length > 0) this.dashes.length = 0
    if (this.braces.length > 0) this.braces.length = 0
    if (this.accounts.length > 0) this.accounts.length = 0
    if (this.escapes.length > 0) this.escapes.length = 0
    const most = (size >> 1) + 4
    if (this.starts.length < most || this.starts.length > LARGEST_KEPT) {
      this.starts = new Int32Array(Math.max(most, 256))
      this.ends = new Int32Array(Math.max(most, 256))
    }
  }
}

/** What a large value needed is not kept for ever. */
const LARGEST_KEPT = 1 << 20

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
const LONGEST_MIXED = 20
const LEAST_MIXED_DIGITS = 4

/** Surveys a part of the bytes; places are counted from the bytes' own begin. Returns what was found. */
export function takeSurvey(survey: Survey, bytes: Uint8Array, start = 0, end = bytes.length): number {
  survey.clear(end - start)
  const { starts, ends } = survey
  let groups = 0
  let found = 0
  // A number: its digits so far, the dots between them, and what stands since the last one.
  let number = 0
  let dots = 0
  let gap = 0
  // A word: letters, digits and dashes.
  let letters = 0
  let digits = 0
  let word = 0
  let before = 0
  let colons = 0
  let lastDash = -9
  let lastDot = -9
  let lastColon = -9
  let dashes = 0

  for (let at = start; at < end; ) {
    const kind = KIND[bytes[at] as number] as number
    if (kind === LETTER || kind === LETTER_J) {
      if (kind === LETTER_J && bytes[at - 1] === 0x79 && bytes[at - 2] === 0x65) {
        found |= BASE64_BRACE
        survey.braces.push(at)
      }
      if (mayBeginToken(bytes, at, end) && !(at > start && isWordAt(bytes, at - 1))) {
        found |= TOKEN
        survey.tokens.push(at)
      }
      const from = at++
      while (at < end && KIND[bytes[at] as number] === LETTER) at++
      letters += at - from
      word += at - from
      number = 0
      dots = 0
      dashes = 0
      continue
    }
    if (kind === DIGIT) {
      const from = at++
      while (at < end && KIND[bytes[at] as number] === DIGIT) at++
      const count = at - from
      starts[groups] = from
      ends[groups++] = at
      if (count === 4 && number === 0 && letters === 0 && isDate(bytes, from, end)) {
        starts[groups] = from + 5
        ends[groups++] = from + 7
        starts[groups] = from + 8
        ends[groups++] = at = from + 10
        lastDash = -9
        word += 10
        digits += 8
        continue
      }
      if (letters >= 2 && count >= 2 && isCountry(bytes, from, start)) {
        found |= ACCOUNT
        survey.accounts.push(from)
      }
      if (number === 0) dots = 0
      number += count
      digits += count
      word += count
      gap = 0
      dashes = 0
      if (number >= LEAST_NUMBER) found |= NUMBER
      if (dots >= 3) found |= DOTTED
      if (before === 2 && number >= 6) found |= MIXED
      continue
    }
    at++
    if (kind === DASH) {
      if (at - lastDash === 3) {
        found |= PAIRS
        survey.pairs.push(lastDash - 1)
      }
      lastDash = at
      word++
      if (++gap > LONGEST_JOINT) number = 0
      if (++dashes === 5) {
        found |= DASHES
        survey.dashes.push(at - 1)
      }
      continue
    }
    dashes = 0
    // The word ends here; with a plus it may go on, and is looked at as two.
    if (digits >= LEAST_MIXED_DIGITS && letters > 0 && word <= LONGEST_MIXED) found |= MIXED
    if (kind === JOINT) {
      if (letters > 0) before = word === letters ? letters : 0
      colons = 0
      if (++gap > LONGEST_JOINT) number = 0
    } else if (kind === DOT) {
      dots++
      if (at - lastDot === 5) {
        found |= PAIRS
        survey.pairs.push(lastDot - 1)
      }
      lastDot = at
      if (++gap > LONGEST_JOINT) number = 0
    } else if (kind === COLON) {
      if (at - lastColon === 3) {
        found |= PAIRS
        survey.pairs.push(lastColon - 1)
      }
      lastColon = at
      survey.signs.push(at - 1)
      if (++colons >= 3 || bytes[at] === 0x3a) found |= COLONS
      if ((KIND[bytes[at - 2] as number] as number) !== DIGIT || at < start + 2 || bytes[at] === 0x2f)
        found |= SIGN
      before = 0
      // 1234:5678:9012
      if (number % 4 !== 0) number = 0
      gap++
    } else if (kind === SLASH) {
      if (digits >= 6) found |= MIXED // 131052+308T
      colons = 0
      before = 0
      if (++gap > LONGEST_JOINT) number = 0
    } else {
      colons = 0
      before = 0
      number = 0
      if (kind === EQUALS) {
        found |= SIGN
        survey.signs.push(at - 1)
      } else if (kind === AT_SIGN) {
        found |= AT
        survey.ats.push(at - 1)
      } else if (kind === ESCAPE) {
        found |= ESCAPED
        survey.escapes.push(at - 1)
      }
    }
    word = 0
    letters = 0
    digits = 0
  }
  if (digits >= LEAST_MIXED_DIGITS && letters > 0 && word <= LONGEST_MIXED) found |= MIXED
  survey.groups = groups
  survey.found = found
  return found
}

/** Two letters in front that no other letter or digit stands before. */
function isCountry(bytes: Uint8Array, at: number, start: number): boolean {
  if (at - 2 < start || !isLetterAt(bytes, at - 1) || !isLetterAt(bytes, at - 2)) return false
  return at - 3 < start || !isWordAt(bytes, at - 3)
}

function isLetterAt(bytes: Uint8Array, at: number): boolean {
  const kind = KIND[bytes[at] as number] as number
  return kind === LETTER || kind === LETTER_J
}

function isWordAt(bytes: Uint8Array, at: number): boolean {
  return isLetterAt(bytes, at) || KIND[bytes[at] as number] === DIGIT
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
