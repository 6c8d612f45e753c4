import { textAfter, textBefore } from '../context'
import type { Candidate } from './shapes'

/** Words that name a phone number: digits beside them need no separators. */
const STRONG =
  /phone|mobile|whats ?app|telefon|fax|(?<![a-z])(tel|cell|cellular|sms|msisdn|gsm|desk)(?![a-z])/
/** Words that also mean other things: the number must be written in groups. */
const WEAK =
  /(?<![a-z])(call|dial|ring|answer|messag|contact|reach|text|office|home|work)(e|s|es|ed|er|ing)?(?![a-z])/
const AFTER = /^[\s\-:,(]*(phone|mobile|fax|cell|tel|office|home|work)(?![a-z])/

const BEFORE_BYTES = 28
const AFTER_BYTES = 12

export function isBesidePhoneWord(candidate: Candidate, count: number, strength: 'strong' | 'weak'): boolean {
  const { bytes, groups, index } = candidate
  const [first, last] = [groups[index], groups[index + count - 1]]
  if (!first || !last) return false
  // Between numbers that are joined there is no room for a word.
  const before = first.joint === 'none' ? textBefore(bytes, first.start, BEFORE_BYTES) : ''
  if (before !== '' && (STRONG.test(before) || (strength === 'weak' && WEAK.test(before)))) return true
  const next = groups[index + count]?.joint ?? 'none'
  return next === 'none' && AFTER.test(textAfter(bytes, last.end, AFTER_BYTES))
}
