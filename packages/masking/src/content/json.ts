import { detect } from '../detectors/detect'
import type { Detection } from '../detectors/detection'
import type { Span } from '../detectors/span'
import { encodeText, REDACTED } from '../text'
import { type Replacement, replaceParts } from './replace'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const IN_STRING = encodeText(REDACTED)
const NUMBER = encodeText('null')

/** Masks what is found inside JSON, which stays valid: in strings in place, a bare number becomes null. */
export function maskJson(bytes: Uint8Array, detection: Detection): Uint8Array {
  const spans = detect(bytes, detection)
  if (spans.length === 0) return bytes
  const parts = placeSpans(bytes, spans)
  return parts.length === 0 ? bytes : replaceParts(bytes, parts)
}

/** What takes the place of each span, when the bytes begin inside of a string or not. */
export function placeSpans(
  bytes: Uint8Array,
  spans: readonly Span[],
  beginsInString = false,
): readonly Replacement[] {
  const parts: Replacement[] = []
  let isString = beginsInString
  let at = 0
  for (const span of spans) {
    for (; at < span.start; at++) {
      if (bytes[at] === BACKSLASH) at++
      else if (bytes[at] === QUOTE) isString = !isString
    }
    if (!isString) parts.push(placeNumber(bytes, span, parts.at(-1)?.end ?? 0))
    else {
      const { start } = span
      // A key without its end goes on as far as a key could: not out of its string.
      const end = span.dataClass === 'private-key' ? Math.min(span.end, stringEnd(bytes, start)) : span.end
      parts.push({ start, end, by: isNestedNumber(bytes, start, end) ? NUMBER : IN_STRING })
    }
  }
  return parts
}

/** The quote that ends the string in which this place is, or the end of the bytes. */
export function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return Math.min(at, bytes.length)
}

/** Whether the bytes end inside of a string. They end outside of escapes. */
export function stringStateAfter(bytes: Uint8Array, beginsInString: boolean): boolean {
  let isString = beginsInString
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++
    else if (bytes[at] === QUOTE) isString = !isString
  }
  return isString
}

const [COLON, COMMA, OPEN_LIST, CLOSE_LIST, CLOSE] = [0x3a, 0x2c, 0x5b, 0x5d, 0x7d]

/** A bare number of JSON that stands in a string: `"{\"card\": 4111111111111111}"`. */
function isNestedNumber(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isNumberByte(bytes[at])) return false
  let before = start - 1
  while (bytes[before] === 0x20) before--
  let after = end
  while (bytes[after] === 0x20) after++
  const [left, right] = [bytes[before], bytes[after]]
  if (left === COLON) return bytes[before - 1] === QUOTE && (right === COMMA || right === CLOSE)
  return (left === COMMA || left === OPEN_LIST) && (right === COMMA || right === CLOSE_LIST)
}

function placeNumber(bytes: Uint8Array, span: Span, from: number): Replacement {
  let { start, end } = span
  while (start > from && isNumberByte(bytes[start - 1])) start--
  while (isNumberByte(bytes[end])) end++
  return { start: Math.max(start, from), end: Math.max(end, from), by: NUMBER }
}

const NUMBER_BYTES = new Set(encodeText('0123456789+-.eE'))
const isNumberByte = (byte: number | undefined): boolean => byte !== undefined && NUMBER_BYTES.has(byte)
