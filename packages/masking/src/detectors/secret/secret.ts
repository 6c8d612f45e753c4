import { CHARACTERS, isAlphanumeric, isDigit } from '../characters'
import type { Detector } from '../scan'
import { entropyOf, MIXED_ENTROPY } from './entropy'
import { hintBefore } from './hints'

const LONGEST_VALUE = 512
const SHORTEST_PASSWORD = 6
const SHORTEST_KEY = 16

/**
 * Values that stand beside a word which says that they are secret: `password=…`, `"api_key": "…"`, `token: …`,
 * `postgres://user:…@host`. After words that any value could follow (key, token, auth) only what looks random.
 */
export const detectSecret: Detector = ({ bytes, survey }, found) => {
  let from = 0
  keyRun.end = 0
  keyRun.sought = bytes.length
  for (const at of survey.signs) {
    if (at < from) continue
    const value = bytes[at + 1] === 0x2f ? passwordInUrl(bytes, at) : valueAfter(bytes, at)
    if (!value) continue
    found.push({ ...value, dataClass: 'secret' })
    from = value.end
  }
}

interface Range {
  readonly start: number
  readonly end: number
}

function valueAfter(bytes: Uint8Array, sign: number): Range | null {
  if (bytes[sign] === 0x3a && (bytes[sign + 1] === 0x3a || bytes[sign - 1] === 0x3a)) return null // a::b
  const hint = hintBefore(bytes, sign)
  if (hint === 'none') return null
  let start = sign + 1
  while (bytes[start] === 0x3e || bytes[start] === 0x3d) start++ // => and ==
  while (start - sign < 6 && (bytes[start] === 0x20 || bytes[start] === 0x09)) start++
  start = schemeEnd(bytes, start)
  if (hint === 'password') {
    const range = readValue(bytes, start)
    const isLong = range.end - range.start >= SHORTEST_PASSWORD
    return isLong && !isPlaceholder(bytes, range) ? range : null
  }
  const range = readKey(bytes, start)
  if (!range || range.end - range.start < SHORTEST_KEY || !hasDigit(bytes, range)) return null
  if (isPlaceholder(bytes, range)) return null
  return entropyOf(bytes, range.start, range.end) >= MIXED_ENTROPY && isMixed(bytes, range) ? range : null
}

/** `Bearer ` and `Basic ` are not secret. */
function schemeEnd(bytes: Uint8Array, start: number): number {
  if (bytes[start + 5] !== 0x20 && bytes[start + 6] !== 0x20 && bytes[start + 7] !== 0x20) return start
  const [, scheme = ''] =
    /^(["']?(?:bearer|basic|token) +)/i.exec(String.fromCharCode(...bytes.subarray(start, start + 10))) ?? []
  return start + scheme.length
}

function readValue(bytes: Uint8Array, from: number): Range {
  let start = from
  while (bytes[start] === 0x5c) start++ // \"…\" in a string
  const quote = bytes[start] === 0x22 || bytes[start] === 0x27 || bytes[start] === 0x60 ? bytes[start] : 0
  if (quote) start++
  let end = start
  while (end < bytes.length && end - start < LONGEST_VALUE && !endsValue(bytes[end] ?? 0, quote ?? 0)) end++
  // What ends a sentence is no part of a value that is not quoted.
  while (!quote && end > start && (bytes[end - 1] === 0x2e || bytes[end - 1] === 0x29)) end--
  return { start, end }
}

/**
 * Where the bytes that keys are written with end, and the first digit that was found, both looking on from the last sign:
 * `token=token=…` is one run of them, which is not gone over again for every sign.
 */
const keyRun = { start: 0, end: 0, sought: 0, digit: 0 }

function hasDigit(bytes: Uint8Array, { start, end }: Range): boolean {
  let at = start >= keyRun.sought ? Math.max(start, keyRun.digit) : start
  while (at < end && !isDigit(bytes[at])) at++
  keyRun.sought = start
  keyRun.digit = at
  return at < end
}

/** What keys are written with, up to what ends a value; null: something else is in it. */
function readKey(bytes: Uint8Array, from: number): Range | null {
  let start = from
  while (bytes[start] === 0x5c || bytes[start] === 0x22 || bytes[start] === 0x27) start++
  if (start < keyRun.start || start >= keyRun.end) {
    let end = start
    while (isKeyByte(bytes[end])) end++
    keyRun.start = start
    keyRun.end = end
  }
  let end = Math.min(keyRun.end, start + LONGEST_VALUE)
  const next = bytes[end]
  if (next !== undefined && isKeyByte(next) === false && !endsValue(next, 0) && next !== 0x29) return null
  while (end > start && bytes[end - 1] === 0x2e) end--
  return { start, end }
}

const KEY_BYTES = CHARACTERS.base64.mask

function isKeyByte(byte: number | undefined): boolean {
  return byte !== undefined && (KEY_BYTES[byte] === 1 || byte === 0x7e)
}

function endsValue(byte: number, quote: number): boolean {
  if (byte < 0x20 || byte === 0x5c) return true
  if (quote) return byte === quote
  return (
    byte === 0x20 ||
    byte === 0x22 ||
    byte === 0x27 ||
    byte === 0x2c ||
    byte === 0x3b ||
    byte === 0x26 ||
    byte === 0x7d ||
    byte === 0x5d ||
    byte === 0x3c
  )
}

/** What stands for a secret, is a word of a language, or how a program gets at it. */
const PLACEHOLDER =
  /^(?:\*+|x+|\.+|-+|null|nil|none|undefined|true|false|empty|required|optional|string|text|number|boolean|redacted|hidden|masked|changeme\?|invalid|incorrect|expired|missing|reset|resets?|changed|updated|failed|wrong|unknown|default|example|yes|no|tok_[a-z2-7]+)$|^[$<{[%(]|^(?:process|os|env|self|this|config|settings|ctx|req|request|params|get|read|fetch|load|input|secrets?|vault|ssm|arn)[.:(_/]|\(.*\)?$/i

function isPlaceholder(bytes: Uint8Array, { start, end }: Range): boolean {
  return PLACEHOLDER.test(String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 64))))
}

/** A word or a path is not: two digits and two letters at least. */
function isMixed(bytes: Uint8Array, { start, end }: Range): boolean {
  let digits = 0
  let letters = 0
  for (let at = start; at < end; at++) {
    if (isDigit(bytes[at])) digits++
    else if (isAlphanumeric(bytes[at])) letters++
  }
  return digits >= 2 && letters >= 2
}

/** `scheme://user:password@host`: what stands between the second colon and the last @ of the authority. */
function passwordInUrl(bytes: Uint8Array, colon: number): Range | null {
  if (bytes[colon + 2] !== 0x2f || !isAlphanumeric(bytes[colon - 1])) return null
  let start = -1
  for (let at = colon + 3; at < bytes.length && at - colon < LONGEST_VALUE; at++) {
    const byte = bytes[at] ?? 0
    if (byte === 0x40) {
      const range = { start, end: at }
      return start >= 0 && at - start >= 3 && !isPlaceholder(bytes, range) ? range : null
    }
    if (byte <= 0x20 || byte === 0x2f || byte === 0x22 || byte === 0x27) return null
    if (byte === 0x3a && start < 0) start = at + 1
  }
  return null
}
