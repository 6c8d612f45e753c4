import { hasClass, isAlphanumeric, isDigit, LETTER } from '../characters'
import { textAfter, textBefore } from '../context'
import type { DigitGroup, Joint } from '../digit-groups'
import { lengthOf } from '../digit-groups'
import type { Detector, Scan } from '../scan'
import type { Span } from '../span'
import { MIXED } from '../survey'
import { NUMBER_RULES, type NumberRule } from './numbers'
import { rulesAt, step } from './word-shapes'
import type { WordRule } from './words'

/** Identifiers that states give to people, with their checksums: digits alone, and with letters. */
export const detectNationalId: Detector = (scan, found) => {
  if (scan.numbers.length > 0) findNumbers(scan, found)
  if ((scan.survey.found & MIXED) !== 0) findWords(scan, found)
}

interface NumberShape {
  readonly rule: NumberRule
  readonly lengths: readonly number[]
  readonly joints: readonly string[]
}

/** By the length of their first group. */
const NUMBERS: NumberShape[][] = []
for (const rule of NUMBER_RULES) {
  for (const shape of rule.shapes) {
    const lengths = shape.split(/\D/).map(Number)
    const first = lengths[0] ?? 0
    const joints = shape.match(/\D/g) ?? []
    NUMBERS[first] = [...(NUMBERS[first] ?? []), { rule, lengths, joints }]
  }
}

const JOINTS: Readonly<Record<Joint, string>> = {
  none: '',
  space: ' ',
  dash: '-',
  dot: '.',
  open: '(',
  close: ')',
}

function findNumbers(scan: Scan, found: Span[]): void {
  const { bytes, numbers: groups } = scan
  for (let index = 0; index < groups.length; ) {
    const shape = shapeAt(scan, index)
    const [first, last] = [groups[index], groups[index + (shape?.lengths.length ?? 1) - 1]]
    const isFound = shape && first && last && bytes[first.start - 1] !== 0x2b // not +48 …, a phone number
    if (isFound) found.push({ start: first.start, end: last.end, dataClass: 'national-id' })
    index += shape?.lengths.length ?? 1
  }
}

function shapeAt(scan: Scan, index: number): NumberShape | null {
  const shapes = NUMBERS[lengthOf(scan.numbers[index])]
  if (!shapes) return null
  for (const shape of shapes) if (isNumber(scan, index, shape)) return shape
  return null
}

function isNumber(scan: Scan, index: number, { rule, lengths, joints }: NumberShape): boolean {
  const { bytes, numbers: groups } = scan
  const last = groups[index + lengths.length - 1]
  const first = groups[index]
  if (!first || !last || isAlphanumeric(bytes[first.start - 1]) || isAlphanumeric(bytes[last.end]))
    return false
  for (let at = 1; at < lengths.length; at++) {
    const group = groups[index + at]
    if (lengthOf(group) !== lengths[at] || jointOf(bytes, groups[index + at - 1], group) !== joints[at - 1])
      return false
  }
  // Not a part of a longer row of numbers that is joined in the same way.
  const [joint] = joints
  if (isJoined(joinedBefore(scan, index), joint)) return false
  if (isJoined(joinedBefore(scan, index + lengths.length), joint)) return false

  const needsHint = rule.hint !== null && !(joints.length > 0 && rule.isClearDivided)
  if (needsHint && !rule.isClear && !isHinted(scan, first.start, last.end, rule.hint)) return false
  const digits = digitsIn(bytes, first.start, last.end)
  if (!rule.isValid(digits)) return false
  if (!needsHint || !rule.isClear) return true
  const isClear = joints.length === 0 && rule.isClear(digits.length, digits)
  return isClear || isHinted(scan, first.start, last.end, rule.hint)
}

function isJoined(around: string, joint: string | undefined): boolean {
  return around !== '' && (around !== ' ' || joint === ' ')
}

function digitsIn(bytes: Uint8Array, start: number, end: number): number[] {
  const digits: number[] = []
  for (let at = start; at < end; at++) if (isDigit(bytes[at])) digits.push((bytes[at] as number) - 0x30)
  return digits
}

function jointOf(bytes: Uint8Array, before: DigitGroup | undefined, group: DigitGroup | undefined): string {
  if (!before || !group) return ''
  if (group.joint !== 'none') return JOINTS[group.joint]
  return group.start - before.end === 1 ? ascii(bytes, before.end, group.start) : ''
}

function joinedBefore({ bytes, numbers: groups }: Scan, index: number): string {
  const joint = jointOf(bytes, groups[index - 1], groups[index])
  return joint === '-' || joint === '.' || joint === '/' || joint === ' ' ? joint : ''
}

const BEFORE = 40
const AFTER = 32

function isHinted({ bytes, hint }: Scan, start: number, end: number, words: RegExp): boolean {
  if (hint !== '' && words.test(hint)) return true
  const before = textBefore(bytes, start, BEFORE)
  if (before !== '' && words.test(utf8(before))) return true
  const after = textAfter(bytes, end, AFTER)
  return after !== '' && words.test(utf8(after))
}

/** The context is read byte by byte; hints in other scripts are not ASCII. */
function utf8(latin1: string): string {
  if (!/[\x80-\xff]/.test(latin1)) return latin1
  return new TextDecoder().decode(Uint8Array.from(latin1, (character) => character.charCodeAt(0)))
}

const LONGEST_WORD = 20

/** Around each group of digits the word that it is in, as far as dashes and single blanks carry it. */
function findWords(scan: Scan, found: Span[]): void {
  const { bytes, survey } = scan
  let from = 0
  for (let index = 0; index < survey.groups; index++) {
    const at = survey.starts[index] as number
    if (at < from) continue
    const start = wordStart(bytes, at, from)
    if (start === at && !isWordByte(bytes[survey.ends[index] as number])) continue
    const end = bestEnd(scan, start)
    if (end < 0) continue
    found.push({ start, end, dataClass: 'national-id' })
    from = end
  }
}

function wordStart(bytes: Uint8Array, at: number, from: number): number {
  let start = at
  while (start > from && at - start < LONGEST_WORD && isAlphanumeric(bytes[start - 1])) start--
  // `AB 12 34 56 C`
  if (start === at && bytes[at - 1] === 0x20 && isLetterAt(bytes, at - 2) && isLetterAt(bytes, at - 3)) {
    if (!isAlphanumeric(bytes[at - 4])) return at - 3
  }
  return start
}

function isLetterAt(bytes: Uint8Array, at: number): boolean {
  return hasClass(bytes[at], LETTER)
}

function isWordByte(byte: number | undefined): boolean {
  return isAlphanumeric(byte) || byte === 0x2d || byte === 0x2b
}

/** Where the longest identifier ends that begins here, or -1. */
function bestEnd(scan: Scan, start: number): number {
  const { bytes } = scan
  if (isAlphanumeric(bytes[start - 1]) || (bytes[start - 1] === 0x2d && isAlphanumeric(bytes[start - 2])))
    return -1
  let best = -1
  let state = 0
  for (let at = start; ; at++) {
    state = step(state, bytes[at])
    if (state === 0) return best
    const rules = rulesAt(state)
    if (!rules || isAlphanumeric(bytes[at + 1])) continue
    if (bytes[at + 1] === 0x2d && isAlphanumeric(bytes[at + 2])) continue
    if (isOneOf(scan, start, at + 1, rules)) best = at + 1
  }
}

/** At least this many digits are in all of them. */
const LEAST_DIGITS = 4

function isOneOf(scan: Scan, start: number, end: number, rules: readonly WordRule[]): boolean {
  let digits = 0
  for (let at = start; at < end; at++) if (isDigit(scan.bytes[at])) digits++
  if (digits < LEAST_DIGITS) return false
  const word = ascii(scan.bytes, start, end).toUpperCase()
  return rules.some(
    ({ isValid, hint }) => isValid(word) && (hint === null || isHinted(scan, start, end, hint)),
  )
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0)
  return text
}
