import type { DetectorClass } from '@sallyport/core'
import { detectCard } from './card/card'
import type { Detection } from './detection'
import { type DigitGroup, numbersOf } from './digit-groups'
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
import { ESCAPED, NEEDS, NUMBER, Survey, takeSurvey } from './survey'
import { detectToken } from './token/token'
import { type Unescaped, unescapeBytes } from './unescape'

const DETECTORS: Readonly<Record<DetectorClass, Detector>> = {
  email: detectEmail,
  card: detectCard,
  ssn: detectSsn,
  phone: detectPhone,
  iban: detectIban,
  ip: detectIp,
  mac: detectMac,
  'national-id': detectNationalId,
  jwt: detectJwt,
  'private-key': detectPrivateKey,
  token: detectToken,
  secret: detectSecret,
}
const NOTHING: readonly Span[] = []
/** What was found last. Detectors neither wait nor call each other, so that one serves all. */
const survey = new Survey()

/**
 * What the detectors find in a text, sorted and without overlaps. Looks behind escapes such as `\u0040`
 * too; no span begins or ends inside of an escape, so that what is around it stays well-formed.
 */
export function detect(bytes: Uint8Array, detection: Detection, hint = ''): readonly Span[] {
  if (detection.isEmpty) return NOTHING
  const stock = takeSurvey(survey, bytes)
  if ((stock & detection.needs) === 0 && detection.custom.length === 0) return NOTHING
  const unescaped = (stock & ESCAPED) !== 0 ? unescapeBytes(bytes, survey.escapes) : null
  const found = run(bytes, detection, survey, hint)
  if (!unescaped) return found

  const { origin } = unescaped
  takeSurvey(survey, unescaped.bytes)
  const behind = run(unescaped.bytes, detection, survey, hint)
  if (found.length + behind.length === 0) return NOTHING
  return resolveOverlaps([
    ...found.map((span) => widen(span, unescaped)),
    ...behind.map((span) => ({
      ...span,
      start: origin[span.start] ?? 0,
      end: origin[span.end] ?? bytes.length,
    })),
  ])
}

/** Whether a look at a part of the bytes is worth while at all. False is certain, true is not. */
export function mayHold(bytes: Uint8Array, detection: Detection, start = 0, end = bytes.length): boolean {
  return detection.custom.length > 0 || (takeSurvey(survey, bytes, start, end) & detection.needs) !== 0
}

/** Runs the detectors that the survey gives a reason to. With a survey of everything it is the whole truth. */
export function run(
  bytes: Uint8Array,
  { detectors, custom }: Detection,
  survey: Survey,
  hint = '',
): readonly Span[] {
  const numbers = (survey.found & NUMBER) !== 0 ? numbersOf(bytes, survey) : NO_NUMBERS
  const scan = { bytes, survey, numbers, hint }
  const found: Span[] = []
  for (const name of detectors) if ((survey.found & NEEDS[name]) !== 0) DETECTORS[name](scan, found)
  for (const detector of custom) found.push(...detector.detect(bytes))
  return resolveOverlaps(found)
}

const NO_NUMBERS: readonly DigitGroup[] = []

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
