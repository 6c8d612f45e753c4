import { isDigit } from '../characters'
import { type DigitGroup, type Joint, lengthOf } from '../digit-groups'
import { isBesidePhoneWord } from './context'

/** The place in a text that could begin a phone number. */
export interface Candidate {
  readonly bytes: Uint8Array
  readonly groups: readonly DigitGroup[]
  readonly index: number
}

/** How many groups from the candidate's on are a phone number of this shape; 0: none. */
export type Shape = (candidate: Candidate) => number

const PLUS = 0x2b
const OPEN = 0x28
const DASH = 0x2d

/** +49 30 1234567, +1 (415) 555-0132, +5511912345678: at most 15 digits (E.164), 11 behind a 1. */
const international: Shape = ({ bytes, groups, index }) => {
  const first = groups[index]
  if (!first || bytes[first.start - 1] !== PLUS || digitAt(bytes, first, 0) === 0) return 0
  if (isDigit(bytes[first.start - 2])) return 0 // a time zone, a sum
  const count = takeDigits(groups, index, digitAt(bytes, first, 0) === 1 ? 11 : 15)
  const digits = countDigits(groups, index, count)
  if (count === 1) return digits >= 9 ? 1 : 0
  // A signed decimal has one dot, and it is not behind a country code.
  const isDecimal = groups[index + 1]?.joint === 'dot' && (count === 2 || lengthOf(first) > 3)
  return digits >= 8 && !isDecimal ? count : 0
}

/** (415) 555-0132, (37) 788-063, 1 (415) 555-0132. */
const parenthesised: Shape = ({ bytes, groups, index }) => {
  const isPrefixed = groups[index + 1]?.joint === 'open' && lengthOf(groups[index]) <= 3
  const area = isPrefixed ? index + 1 : index
  const first = groups[area]
  const isArea = first && bytes[first.start - 1] === OPEN && groups[area + 1]?.joint === 'close'
  if (!isArea || lengthOf(first) < 2 || lengthOf(first) > 5) return 0

  const rest = takeUniform(groups, area + 1, 13 - lengthOf(first))
  const digits = countDigits(groups, area, rest + 1)
  if (rest === 0 || digits < 8 || isDate(groups, bytes, area + 1, rest)) return 0
  return rest + 1 + (area - index)
}

/** 415-555-0132, 1.415.555.0132; with blanks only as the North American plan numbers them, or beside a word. */
const northAmerican: Shape = (candidate) => {
  const { bytes, groups, index } = candidate
  const joint = groups[index + 1]?.joint
  if (joint !== 'dash' && joint !== 'dot' && joint !== 'space') return 0
  const isPrefixed = isPrefix(candidate) && is334(groups, index + 1) && groups[index + 2]?.joint === joint
  const area = isPrefixed ? index + 1 : index
  if (!is334(groups, area)) return 0
  const count = area - index + 3

  const last = groups[area + 2]?.joint
  const isSpaced = joint === 'space'
  if (last !== joint && !(isSpaced && last === 'dash')) return 0
  const isAlone = standsAlone(candidate, count, isSpaced)
  if (!isSpaced)
    return isAlone && digitAt(bytes, groups[area], 0) + digitAt(bytes, groups[area], 1) > 0 ? count : 0
  if (isAlone && isNumberingPlan(bytes, groups, area)) return count
  return isBesidePhoneWord(candidate, count, 'weak') ? count : 0
}

/** 07700 063 966, 0341 8387176, 01.23.45.67.89, 0049 30 1234567: a trunk or international prefix, then groups. */
const trunk: Shape = (candidate) => {
  const { bytes, groups, index } = candidate
  const first = groups[index]
  if (!first || digitAt(bytes, first, 0) !== 0 || lengthOf(first) < 2 || lengthOf(first) > 6) return 0
  const isInternational = digitAt(bytes, first, 1) === 0
  if (isInternational && (lengthOf(first) < 3 || digitAt(bytes, first, 2) === 0)) return 0

  const count = takeUniform(groups, index, isInternational ? 15 : 11)
  const joint = groups[index + 1]?.joint
  const digits = countDigits(groups, index, count)
  if (count < (joint === 'dot' ? 4 : 2) || digits < (isInternational ? 11 : 10)) return 0
  if (!standsAlone(candidate, count, joint === 'space') || isHardwareAddress(candidate, count)) return 0
  if (groups.slice(index, index + count).some((group) => lengthOf(group) < 2)) return 0
  return isDate(groups, bytes, index, count) ? 0 : count
}

/** Any 7 to 13 digits beside a word that says so; without separators it must be a word that means nothing else. */
const named: Shape = (candidate) => {
  const { bytes, groups, index } = candidate
  const count = takeUniform(groups, index, 13)
  const digits = countDigits(groups, index, count)
  const joint = groups[index + 1]?.joint
  if (digits < 7 || (count === 2 && joint === 'dot')) return 0
  // Before the words around it are looked at: in a long row of numbers each could begin one.
  const isSpaced = count > 1 && joint === 'space'
  if (!standsAlone(candidate, count, isSpaced) && groups[index + count]?.joint !== 'space') return 0
  if (!isBesidePhoneWord(candidate, count, count === 1 ? 'strong' : 'weak')) return 0
  return isDate(groups, bytes, index, count) || isAddress(groups, bytes, index, count) ? 0 : count
}

export const SHAPES: readonly Shape[] = [international, parenthesised, northAmerican, trunk, named]

function digitAt(bytes: Uint8Array, group: DigitGroup | undefined, at: number): number {
  return group && at < lengthOf(group) ? (bytes[group.start + at] ?? 0x30) - 0x30 : 0
}

function countDigits(groups: readonly DigitGroup[], index: number, count: number): number {
  let digits = 0
  for (let next = index; next < index + count; next++) digits += lengthOf(groups[next])
  return digits
}

/** How many groups, joined by whatever joins, have at most so many digits together. */
function takeDigits(groups: readonly DigitGroup[], index: number, most: number): number {
  let digits = lengthOf(groups[index])
  let count = digits <= most ? 1 : 0
  while (count > 0 && isJoined(groups[index + count]) && digits + lengthOf(groups[index + count]) <= most) {
    digits += lengthOf(groups[index + count])
    count++
  }
  return count
}

/** The same, joined by one kind of separator only. */
function takeUniform(groups: readonly DigitGroup[], index: number, most: number): number {
  const joint = groups[index + 1]?.joint
  let count = takeDigits(groups, index, most)
  const isPlain = joint === 'space' || joint === 'dash' || joint === 'dot'
  if (!isPlain) return Math.min(count, 1)
  for (let next = 1; next < count; next++) if (groups[index + next]?.joint !== joint) count = next
  return count
}

function isJoined(group: DigitGroup | undefined): boolean {
  return group !== undefined && group.joint !== 'none'
}

function is334(groups: readonly DigitGroup[], area: number): boolean {
  return lengthOf(groups[area]) === 3 && lengthOf(groups[area + 1]) === 3 && lengthOf(groups[area + 2]) === 4
}

/** NXX NXX XXXX, no N9X or N11 areas, no N11 exchanges: https://www.nanpa.com/numbering */
function isNumberingPlan(bytes: Uint8Array, groups: readonly DigitGroup[], area: number): boolean {
  const [a, b, c] = [0, 1, 2].map((at) => digitAt(bytes, groups[area], at))
  const [x, y, z] = [0, 1, 2].map((at) => digitAt(bytes, groups[area + 1], at))
  if (a === undefined || x === undefined || a < 2 || x < 2 || b === 9) return false
  return !(b === 1 && c === 1) && !(y === 1 && z === 1)
}

/** Not a part of a longer run of numbers. A blank on either side ends a number that has no blanks itself. */
function standsAlone({ groups, index }: Candidate, count: number, isSpaced: boolean): boolean {
  const ends: readonly Joint[] = isSpaced ? ['none', 'open', 'close'] : ['none', 'open', 'close', 'space']
  return (
    ends.includes(groups[index]?.joint ?? 'none') && ends.includes(groups[index + count]?.joint ?? 'none')
  )
}

/** A country code in front of ten digits; with blanks only the 1, since any number may stand before a blank. */
function isPrefix({ bytes, groups, index }: Candidate): boolean {
  if (groups[index + 1]?.joint !== 'space') return lengthOf(groups[index]) <= 3
  return lengthOf(groups[index]) === 1 && digitAt(bytes, groups[index], 0) === 1
}

/** 2024-01-31, 31.01.2024, 20240131, 2023-2024. */
function isDate(groups: readonly DigitGroup[], bytes: Uint8Array, index: number, count: number): boolean {
  const parts = groups.slice(index, index + count)
  const shape = parts.map(lengthOf).join('-')
  const isYear = (group: DigitGroup | undefined) => {
    const century = digitAt(bytes, group, 0) * 10 + digitAt(bytes, group, 1)
    return century === 19 || century === 20
  }
  if (shape === '4-2-2' || shape === '4-4') return isYear(parts[0])
  if (shape === '2-2-4') return isYear(parts[2])
  const month = digitAt(bytes, parts[0], 4) * 10 + digitAt(bytes, parts[0], 5)
  return shape === '8' && isYear(parts[0]) && month >= 1 && month <= 12
}

/** 01-23-45-67-89-AB */
function isHardwareAddress({ bytes, groups, index }: Candidate, count: number): boolean {
  const parts = groups.slice(index, index + count)
  return parts.every((part) => lengthOf(part) === 2) && bytes[parts.at(-1)?.end ?? 0] === DASH
}

/** 192.168.100.200 */
function isAddress(groups: readonly DigitGroup[], bytes: Uint8Array, index: number, count: number): boolean {
  const parts = groups.slice(index, index + count)
  if (count !== 4 || parts[1]?.joint !== 'dot') return false
  return parts.every((part) => {
    const value = [0, 1, 2].reduce(
      (sum, at) => (at < lengthOf(part) ? sum * 10 + digitAt(bytes, part, at) : sum),
      0,
    )
    return lengthOf(part) <= 3 && value <= 255
  })
}
