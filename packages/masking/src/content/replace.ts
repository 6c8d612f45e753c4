import type { Span } from '../detectors/span'
import { encodeText, REDACTED } from '../text'

const REPLACEMENT = encodeText(REDACTED)
const STAR = 0x2a

/** A part of a text and what takes its place. */
export interface Replacement {
  readonly start: number
  readonly end: number
  readonly by: Uint8Array
}

/** A copy with the parts replaced. They are sorted and do not overlap. */
export function replaceParts(bytes: Uint8Array, parts: readonly Replacement[]): Uint8Array {
  const size = parts.reduce((sum, { start, end, by }) => sum + by.length - (end - start), bytes.length)
  const replaced = new Uint8Array(size)
  let from = 0
  let to = 0
  for (const { start, end, by } of parts) {
    replaced.set(bytes.subarray(from, start), to)
    to += start - from
    replaced.set(by, to)
    to += by.length
    from = end
  }
  replaced.set(bytes.subarray(from), to)
  return replaced
}

export function redactSpans(bytes: Uint8Array, spans: readonly Span[]): Uint8Array {
  return replaceParts(
    bytes,
    spans.map(({ start, end }) => ({ start, end, by: REPLACEMENT })),
  )
}

/** Keeps every length, for binary values whose lengths are written somewhere in them. */
export function starSpans(bytes: Uint8Array, spans: readonly Span[]): Uint8Array {
  const starred = new Uint8Array(bytes)
  for (const { start, end } of spans) starred.fill(STAR, start, end)
  return starred
}
