import { placeSpans, stringEnd, stringStateAfter } from '../content/json'
import { replaceParts } from '../content/replace'
import { indexOfBytes } from '../detectors/characters'
import { detect } from '../detectors/detect'
import type { Detection } from '../detectors/detection'
import type { Span } from '../detectors/span'
import { encodeText, REDACTED } from '../text'
import { concat, type MaskStream } from './mask-stream'

const LINE_FEED = 0x0a
/** A longer line is masked in parts of at most this size. */
const LONGEST = 65_536
/** What follows a part is looked at with it, so that a value that begins in it is seen whole. */
const LOOK_AHEAD = 8_192
/** What is before a part is looked at with it: words that say what a number is. */
const LOOK_BACK = 64
/** A part ends behind one of these, when one is near: blank, tab, comma, semicolon, quotes, NUL. */
const SEPARATORS = new Set([0x20, 0x09, 0x2c, 0x3b, 0x22, 0x27, 0x00])
const LONGEST_SEARCH = 4_096
const LONGEST_KEY = 65_536
const KEY_END = encodeText('-----END ')
const DASHES = encodeText('-----')
const REPLACEMENT = encodeText(REDACTED)
const NOTHING = new Uint8Array(0)

interface Options {
  /** `json`: strings stay strings, and a bare number becomes null. */
  readonly syntax?: 'text' | 'json'
}

/** Free text, CSV, the lines of a log or a COPY, and JSON of any size: masked line by line, long lines in parts. */
export class TextStream implements MaskStream {
  private readonly detection: Detection
  private readonly isJson: boolean
  private rest: Uint8Array = NOTHING
  private context: Uint8Array = NOTHING
  /** How much may still be of a private key that began and has not ended. */
  private keyBytes = 0
  private isString = false

  constructor(detection: Detection, { syntax = 'text' }: Options = {}) {
    this.detection = detection
    this.isJson = syntax === 'json'
  }

  push(chunk: Uint8Array): Uint8Array {
    const bytes = this.rest.length === 0 ? chunk : concat([this.rest, chunk])
    const masked: Uint8Array[] = []
    let at = 0
    for (;;) {
      const line = bytes.indexOf(LINE_FEED, at) + 1
      if (line > 0 && line - at <= LONGEST) at = this.take(bytes.subarray(at, line), true, masked) + at
      else if (bytes.length - at >= LONGEST)
        at = this.take(bytes.subarray(at, at + LONGEST), false, masked) + at
      else break
    }
    this.rest = bytes.slice(at)
    return concat(masked)
  }

  flush(): Uint8Array {
    const masked: Uint8Array[] = []
    let { rest } = this
    while (rest.length > 0) rest = rest.subarray(this.take(rest, true, masked))
    this.rest = NOTHING
    return concat(masked)
  }

  /** Masks a line, or the first part of what is longer; answers how much of the bytes that was. */
  private take(bytes: Uint8Array, isWhole: boolean, masked: Uint8Array[]): number {
    if (this.keyBytes > 0) {
      const end = this.keyEnd(bytes)
      if (end > 0) return end
    }
    const before = this.context.length
    const text = before === 0 ? bytes : concat([this.context, bytes])
    const spans = detect(text, this.detection).flatMap(({ start, end, dataClass }) =>
      end <= before ? [] : [{ start: Math.max(start - before, 0), end: end - before, dataClass }],
    )
    const cut = isWhole ? bytes.length : cutOf(bytes, spans)
    const within = spans.filter(({ start }) => start < cut)
    masked.push(this.redact(bytes.subarray(0, cut), within))
    const last = within.at(-1)
    const isOpen = last?.dataClass === 'private-key' && last.end >= cut && !hasEnd(bytes, last)
    if (isOpen && !(this.isJson && stringEnd(bytes, last.start) < cut)) this.keyBytes = LONGEST_KEY
    this.context = isWhole ? NOTHING : bytes.slice(Math.max(0, cut - LOOK_BACK), cut)
    return cut
  }

  private redact(bytes: Uint8Array, spans: readonly Span[]): Uint8Array {
    const { isString } = this
    if (this.isJson) this.isString = stringStateAfter(bytes, isString)
    if (spans.length === 0) return bytes
    if (this.isJson) return replaceParts(bytes, placeSpans(bytes, spans, isString))
    return replaceParts(
      bytes,
      spans.map(({ start, end }) => ({ start, end, by: REPLACEMENT })),
    )
  }

  /** How much of the bytes belongs to a key that began before; none of it goes out. */
  private keyEnd(bytes: Uint8Array): number {
    const end = indexOfBytes(bytes, KEY_END, 0)
    const quote = this.isJson ? stringEnd(bytes, 0) : bytes.length
    if (quote < bytes.length && (end < 0 || end > quote)) {
      this.keyBytes = 0
      return quote
    }
    if (end < 0 || end > this.keyBytes) {
      const length = Math.min(bytes.length, this.keyBytes)
      this.keyBytes -= length
      return length
    }
    this.keyBytes = 0
    const dashes = indexOfBytes(bytes, DASHES, end + KEY_END.length)
    return dashes < 0 ? bytes.length : dashes + DASHES.length
  }
}

/** Where a part ends: behind a separator near the end of what is not only looked at, and outside of every value. */
function cutOf(bytes: Uint8Array, spans: readonly Span[]): number {
  const most = bytes.length - LOOK_AHEAD
  let cut = most
  while (cut > most - LONGEST_SEARCH && !SEPARATORS.has(bytes[cut - 1] as number)) cut--
  if (cut === most - LONGEST_SEARCH) cut = most
  return spans.find(({ start, end }) => start < cut && end > cut)?.end ?? cut
}

function hasEnd(bytes: Uint8Array, { start, end }: Span): boolean {
  return indexOfBytes(bytes, KEY_END, start, end) >= 0
}
