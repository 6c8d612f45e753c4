import { isAlphanumeric } from '../characters'
import { textAfter, textBefore } from '../context'
import { type DigitGroup, lengthOf } from '../digit-groups'
import type { Detector, Scan } from '../scan'

/**
 * US social security numbers: 3-2-4 digits with one kind of separator; beside a word such as "ssn" also
 * undivided or divided once, and then the taxpayer numbers that begin with 9 as well.
 */
export const detectSsn: Detector = (scan, found) => {
  for (let index = 0; index < scan.numbers.length; ) {
    const count = ssnAt(scan, index)
    const [first, last] = [scan.numbers[index], scan.numbers[index + count - 1]]
    if (first && last && count > 0) found.push({ start: first.start, end: last.end, dataClass: 'ssn' })
    index += Math.max(count, 1)
  }
}

/** How many groups from this one on are a social security number. */
function ssnAt(scan: Scan, index: number): number {
  const { numbers: groups } = scan
  const [first, second, third] = [groups[index], groups[index + 1], groups[index + 2]]
  if (!first || lengthOf(first) < 3 || isAlphanumeric(scan.bytes[first.start - 1])) return 0

  const joint = second?.joint
  if (joint === 'dash' || joint === 'space' || joint === 'dot') {
    const isDivided = lengthOf(first) === 3 && lengthOf(second) === 2 && lengthOf(third) === 4
    if (isDivided && third?.joint === joint)
      return isWhole(scan, index, 3, joint) && isIssued(scan, index, 3) ? 3 : 0
  }
  if (lengthOf(first) === 9) return isWhole(scan, index, 1) && isNamed(scan, index, 1) ? 1 : 0
  const isHalved = joint === 'dash' && (lengthOf(first) === 3 || lengthOf(first) === 5)
  if (isHalved && lengthOf(first) + lengthOf(second) === 9) {
    return isWhole(scan, index, 2, joint) && isNamed(scan, index, 2) ? 2 : 0
  }
  return 0
}

/** Not a part of something longer. A blank on either side ends a number, unless the number has blanks itself. */
function isWhole(
  { bytes, numbers: groups }: Scan,
  index: number,
  count: number,
  joint?: DigitGroup['joint'],
): boolean {
  const last = groups[index + count - 1]
  if (!last || isAlphanumeric(bytes[last.end])) return false
  return [groups[index], groups[index + count]].every(
    (group) => !group || group.joint === 'none' || (group.joint === 'space' && joint !== 'space'),
  )
}

/** https://secure.ssa.gov/poms.nsf/lnx/0110201035: no area 000, 666 or from 900, no group 00, no serial 0000. */
function isIssued(scan: Scan, index: number, count: number): boolean {
  const digits = digitsOf(scan, index, count)
  if (digits.slice(3, 5) === '00' || digits.slice(5) === '0000') return false
  const area = digits.slice(0, 3)
  if (area === '000' || area === '666') return false
  return (
    area < '900' || (count === 3 && isTaxpayerGroup(Number(digits.slice(3, 5)))) || isNear(scan, index, count)
  )
}

/** Groups of individual taxpayer numbers: https://www.irs.gov/irm/part3/irm_03-021-263r */
function isTaxpayerGroup(group: number): boolean {
  return (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group !== 93)
}

/** Digits alone are no sign: a word beside them is needed. */
function isNamed(scan: Scan, index: number, count: number): boolean {
  return isIssued(scan, index, count) && isNear(scan, index, count)
}

/** "ssn" at a word's begin or end (userSsn, ssn_last), so that "className" is none. */
const KEYWORD =
  /(?<![a-z])ssn|ssn(?![a-z])|social.{0,2}sec|(?<![a-z])ss ?#|soc\.? ?sec|(?<![a-z])itin(?![a-z])/
const BEFORE = 32
const AFTER = 12

function isNear({ bytes, numbers: groups }: Scan, index: number, count: number): boolean {
  const [first, last] = [groups[index], groups[index + count - 1]]
  if (!first || !last) return false
  return (
    KEYWORD.test(textBefore(bytes, first.start, BEFORE)) || KEYWORD.test(textAfter(bytes, last.end, AFTER))
  )
}

function digitsOf({ bytes, numbers: groups }: Scan, index: number, count: number): string {
  const parts = groups.slice(index, index + count).map(({ start, end }) => bytes.subarray(start, end))
  return parts.map((part) => String.fromCharCode(...part)).join('')
}
