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

function placeSpans(bytes: Uint8Array, spans: readonly Span[]): readonly Replacement[] {
  const parts: Replacement[] = []
  let isString = false
  let at = 0
  for (const span of spans) {
    for (; at < span.start; at++) {
      if (bytes[at] === BACKSLASH) at++
      else if (bytes[at] === QUOTE) isString = !isString
    }
    if (isString) parts.push({ start: span.start, end: span.end, by: IN_STRING })
    else parts.push(placeNumber(bytes, span, parts.at(-1)?.end ?? 0))
  }
  return parts
}

function placeNumber(bytes: Uint8Array, span: Span, from: number): Replacement {
  let { start, end } = span
  while (start > from && isNumberByte(bytes[start - 1])) start--
  while (isNumberByte(bytes[end])) end++
  return { start: Math.max(start, from), end: Math.max(end, from), by: NUMBER }
}

const NUMBER_BYTES = new Set(encodeText('0123456789+-.eE'))
const isNumberByte = (byte: number | undefined): boolean => byte !== undefined && NUMBER_BYTES.has(byte)
