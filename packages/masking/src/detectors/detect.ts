import type { DetectorClass } from '@sallyport/core'
import { detectCard } from './card/card'
import { SHORTEST_CARD } from './card/card-number'
import { AT, CLASSES, DIGIT, ESCAPE } from './characters'
import type { Detection } from './detection'
import { findDigitGroups } from './digit-groups'
import { detectEmail } from './email/email'
import { detectPhone } from './phone/phone'
import type { Detector } from './scan'
import { resolveOverlaps, type Span } from './span'
import { detectSsn } from './ssn/ssn'
import { type Unescaped, unescapeBytes } from './unescape'

interface Need {
  readonly detect: Detector
  /** Fewer digits than this in the whole text: there is nothing to find. */
  readonly digits: number
  readonly at: boolean
}

const DETECTORS: Readonly<Record<DetectorClass, Need>> = {
  email: { detect: detectEmail, digits: 0, at: true },
  card: { detect: detectCard, digits: SHORTEST_CARD, at: false },
  ssn: { detect: detectSsn, digits: 9, at: false },
  phone: { detect: detectPhone, digits: 7, at: false },
}

const NOTHING: readonly Span[] = []

/**
 * What the detectors find in a text, sorted and without overlaps. Looks behind escapes such as `\u0040`
 * too; no span begins or ends inside of an escape, so that what is around it stays well-formed.
 */
export function detect(bytes: Uint8Array, detection: Detection): readonly Span[] {
  const stock = takeStock(bytes)
  const found = run(bytes, stock, detection)
  const unescaped = stock.hasEscape ? unescapeBytes(bytes) : null
  if (!unescaped) return found

  const { origin } = unescaped
  const behind = run(unescaped.bytes, takeStock(unescaped.bytes), detection)
  return resolveOverlaps([
    ...found.map((span) => widen(span, unescaped)),
    ...behind.map((span) => ({
      ...span,
      start: origin[span.start] ?? 0,
      end: origin[span.end] ?? bytes.length,
    })),
  ])
}

/** Whether a look at the text is worth while at all. False is certain, true is not. */
export function mayHold(bytes: Uint8Array, detection: Detection): boolean {
  const stock = takeStock(bytes)
  return stock.hasEscape || detection.custom.length > 0 || neededOf(stock, detection.detectors).length > 0
}

interface Stock {
  readonly digits: number
  readonly hasAt: boolean
  readonly hasEscape: boolean
}

/** The one pass that most values get: what is in them decides which detectors look at all. */
function takeStock(bytes: Uint8Array): Stock {
  let classes = 0
  let digits = 0
  for (let at = 0; at < bytes.length; at++) {
    const found = CLASSES[bytes[at] ?? 0] ?? 0
    classes |= found
    digits += found & DIGIT
  }
  return { digits, hasAt: (classes & AT) !== 0, hasEscape: (classes & ESCAPE) !== 0 }
}

function neededOf(stock: Stock, detectors: readonly DetectorClass[]): readonly DetectorClass[] {
  return detectors.filter((name) => {
    const { digits, at } = DETECTORS[name]
    return stock.digits >= digits && (stock.hasAt || !at)
  })
}

function run(bytes: Uint8Array, stock: Stock, { detectors, custom }: Detection): readonly Span[] {
  const needed = neededOf(stock, detectors)
  if (needed.length + custom.length === 0) return NOTHING
  const groups = needed.some((name) => DETECTORS[name].digits > 0) ? findDigitGroups(bytes) : []
  const scan = { bytes, groups }
  return resolveOverlaps([
    ...needed.flatMap((name) => DETECTORS[name].detect(scan)),
    ...custom.flatMap((detector) => detector.detect(bytes)),
  ])
}

/** Moves the ends of a span in the escaped text out of the escapes that they are in. */
function widen({ start, end, dataClass }: Span, { origin }: Unescaped): Span {
  const first = lowerBound(origin, start)
  const from = origin[first] === start ? start : (origin[first - 1] ?? 0)
  return { start: from, end: origin[lowerBound(origin, end)] ?? end, dataClass }
}

/** Index of the first entry that is not below the value. */
function lowerBound(sorted: Uint32Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
