import type { DetectorClass } from '@sallyport/core'
import { detectCard } from './card/card'
import { SHORTEST_CARD } from './card/card-number'
import { AT, CLASSES, COLON, DASH, DIGIT, DOT, EQUALS, ESCAPE, LETTER } from './characters'
import type { Detection } from './detection'
import { findDigitGroups } from './digit-groups'
import { detectEmail } from './email/email'
import { detectIban } from './iban/iban'
import { detectIp } from './ip/ip'
import { detectJwt } from './jwt/jwt'
import { detectMac } from './mac/mac'
import { detectNationalId } from './national-id/national-id'
import { detectPhone } from './phone/phone'
import { detectPrivateKey } from './private-key/private-key'
import type { Detector } from './scan'
import { detectSecret } from './secret/secret'
import { resolveOverlaps, type Span } from './span'
import { detectSsn } from './ssn/ssn'
import { detectToken } from './token/token'
import { type Unescaped, unescapeBytes } from './unescape'

interface Need {
  readonly detect: Detector
  /** Fewer digits than this in the whole text: there is nothing to find. */
  readonly digits: number
  /** A byte of these classes must be in it; 0: none. */
  readonly classes: number
}

const DETECTORS: Readonly<Record<DetectorClass, Need>> = {
  email: { detect: detectEmail, digits: 0, classes: AT },
  card: { detect: detectCard, digits: SHORTEST_CARD, classes: 0 },
  ssn: { detect: detectSsn, digits: 9, classes: 0 },
  phone: { detect: detectPhone, digits: 7, classes: 0 },
  iban: { detect: detectIban, digits: 4, classes: LETTER },
  ip: { detect: detectIp, digits: 0, classes: COLON | DOT },
  mac: { detect: detectMac, digits: 0, classes: COLON | DOT | DASH },
  'national-id': { detect: detectNationalId, digits: 4, classes: 0 },
  jwt: { detect: detectJwt, digits: 0, classes: DOT },
  'private-key': { detect: detectPrivateKey, digits: 0, classes: DASH },
  token: { detect: detectToken, digits: 0, classes: LETTER },
  secret: { detect: detectSecret, digits: 0, classes: COLON | EQUALS },
}
/** These look at the runs of digits. */
const READS_GROUPS: ReadonlySet<DetectorClass> = new Set([
  'card',
  'ssn',
  'phone',
  'iban',
  'ip',
  'national-id',
])

const NOTHING: readonly Span[] = []

/**
 * What the detectors find in a text, sorted and without overlaps. Looks behind escapes such as `\u0040`
 * too; no span begins or ends inside of an escape, so that what is around it stays well-formed.
 */
export function detect(bytes: Uint8Array, detection: Detection, hint = ''): readonly Span[] {
  const stock = takeStock(bytes)
  const found = run(bytes, stock, detection, hint)
  const unescaped = stock.hasEscape ? unescapeBytes(bytes) : null
  if (!unescaped) return found

  const { origin } = unescaped
  const behind = run(unescaped.bytes, takeStock(unescaped.bytes), detection, hint)
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
  readonly classes: number
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
  return { digits, classes, hasEscape: (classes & ESCAPE) !== 0 }
}

function neededOf(stock: Stock, detectors: readonly DetectorClass[]): readonly DetectorClass[] {
  return detectors.filter((name) => {
    const { digits, classes } = DETECTORS[name]
    return stock.digits >= digits && (classes === 0 || (stock.classes & classes) !== 0)
  })
}

function run(
  bytes: Uint8Array,
  stock: Stock,
  { detectors, custom }: Detection,
  hint: string,
): readonly Span[] {
  const needed = neededOf(stock, detectors)
  if (needed.length + custom.length === 0) return NOTHING
  const groups =
    stock.digits > 0 && needed.some((name) => READS_GROUPS.has(name)) ? findDigitGroups(bytes) : []
  const scan = { bytes, groups, hint }
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
