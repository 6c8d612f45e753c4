import { hasClass, isAlphanumeric, isDigit, LETTER } from '../characters'
import { textAfter, textBefore } from '../context'
import type { DigitGroup, Joint } from '../digit-groups'
import { lengthOf } from '../digit-groups'
import type { Detector, Scan } from '../scan'
import type { Span } from '../span'
import { MIXED } from '../take-stock'
import { digitsOf } from './checksums'
import { NUMBER_RULES, type NumberRule } from './numbers'
import { WORD_RULES, type WordRule } from './words'

/** Identifiers that states give to people, with their checksums: digits alone, and with letters. */
export const detectNationalId: Detector = (scan) => [
  ...(scan.numbers.length > 0 ? findNumbers(scan) : []),
  ...((scan.stock & MIXED) !== 0 ? findWords(scan) : []),
]

interface NumberShape {
  readonly rule: NumberRule
  readonly lengths: readonly number[]
  readonly joints: readonly string[]
}

/** By the length of their first group. */
const NUMBERS = new Map<number, NumberShape[]>()
for (const rule of NUMBER_RULES) {
  for (const shape of rule.shapes) {
    const lengths = shape.split(/\D/).map(Number)
    const first = lengths[0] ?? 0
    const joints = shape.match(/\D/g) ?? []
    NUMBERS.set(first, [...(NUMBERS.get(first) ?? []), { rule, lengths, joints }])
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

function findNumbers(scan: Scan): Span[] {
  const { bytes, numbers: groups } = scan
  const spans: Span[] = []
  for (let index = 0; index < groups.length; ) {
    const shape = NUMBERS.get(lengthOf(groups[index]))?.find((one) => isNumber(scan, index, one))
    const [first, last] = [groups[index], groups[index + (shape?.lengths.length ?? 1) - 1]]
    if (shape && first && last) spans.push({ start: first.start, end: last.end, dataClass: 'national-id' })
    index += shape?.lengths.length ?? 1
  }
  return spans.length > 0 ? spans.filter(({ start }) => bytes[start - 1] !== 0x2b) : spans // not +48 …, a phone number
}

function isNumber(scan: Scan, index: number, { rule, lengths, joints }: NumberShape): boolean {
  const { bytes, numbers: groups } = scan
  const [first, last] = [groups[index], groups[index + lengths.length - 1]]
  if (!first || !last || isAlphanumeric(bytes[first.start - 1]) || isAlphanumeric(bytes[last.end]))
    return false
  for (let at = 1; at < lengths.length; at++) {
    const group = groups[index + at]
    if (lengthOf(group) !== lengths[at] || jointOf(bytes, groups[index + at - 1], group) !== joints[at - 1])
      return false
  }
  // Not a part of a longer row of numbers that is joined in the same way.
  const around = [joinedBefore(scan, index), joinedAfter(scan, index + lengths.length)]
  const [joint] = joints
  if (around.some((one) => one !== '' && (one !== ' ' || joint === ' '))) return false

  const digits = groups
    .slice(index, index + lengths.length)
    .flatMap(({ start, end }) => digitsOf(ascii(bytes, start, end)))
  if (!rule.isValid(digits)) return false
  const isClear = joints.length > 0 ? rule.isClearDivided : rule.isClear?.(digits.length, digits)
  return isClear === true || rule.hint === null || isHinted(scan, first.start, last.end, rule.hint)
}

function jointOf(bytes: Uint8Array, before: DigitGroup | undefined, group: DigitGroup | undefined): string {
  if (!before || !group) return ''
  if (group.joint !== 'none') return JOINTS[group.joint]
  return group.start - before.end === 1 ? ascii(bytes, before.end, group.start) : ''
}

function joinedBefore({ bytes, numbers: groups }: Scan, index: number): string {
  return jointOf(bytes, groups[index - 1], groups[index]).replace(/[^-./ ]/, '')
}

function joinedAfter({ bytes, numbers: groups }: Scan, index: number): string {
  return jointOf(bytes, groups[index - 1], groups[index]).replace(/[^-./ ]/, '')
}

const BEFORE = 40
const AFTER = 32

function isHinted({ bytes, hint }: Scan, start: number, end: number, words: RegExp): boolean {
  if (hint !== '' && words.test(hint)) return true
  return words.test(utf8(textBefore(bytes, start, BEFORE))) || words.test(utf8(textAfter(bytes, end, AFTER)))
}

/** The context is read byte by byte; hints in other scripts are not ASCII. */
function utf8(latin1: string): string {
  return new TextDecoder().decode(Uint8Array.from(latin1, (character) => character.charCodeAt(0)))
}

interface WordShape {
  readonly rule: WordRule
  readonly pattern: RegExp
}

const LONGEST_WORD = 20
/** By their length. */
const WORDS = new Map<number, WordShape[]>()
for (const rule of WORD_RULES) {
  for (const shape of rule.shapes) {
    const source = shape.replace(
      /[LDX+]/g,
      (symbol) => ({ L: '[A-Z]', D: '\\d', X: '[0-9A-Z]', '+': '\\+' })[symbol] ?? '',
    )
    WORDS.set(shape.length, [
      ...(WORDS.get(shape.length) ?? []),
      { rule, pattern: new RegExp(`^${source}$`) },
    ])
  }
}

/** Around each group of digits the word that it is in, as far as dashes and single blanks carry it. */
function findWords(scan: Scan): Span[] {
  const { bytes, groups } = scan
  const spans: Span[] = []
  let from = 0
  for (const group of groups) {
    if (group.start < from) continue
    const start = wordStart(bytes, group.start, from)
    if (start === group.start && !isWordByte(bytes[group.end])) continue
    const end = bestEnd(scan, start)
    if (end < 0) continue
    spans.push({ start, end, dataClass: 'national-id' })
    from = end
  }
  return spans
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
  let digits = 0
  let best = -1
  for (let at = start; at < bytes.length && at - start <= LONGEST_WORD; at++) {
    const byte = bytes[at]
    if (isDigit(byte)) digits++
    else if (!isWordByte(byte) && byte !== 0x20) break
    const shapes = WORDS.get(at + 1 - start)
    if (!shapes || digits < 4 || isAlphanumeric(bytes[at + 1]) || !isAlphanumeric(byte)) continue
    if (bytes[at + 1] === 0x2d && isAlphanumeric(bytes[at + 2])) continue
    const word = ascii(bytes, start, at + 1).toUpperCase()
    const isFound = shapes.some(
      ({ rule, pattern }) =>
        pattern.test(word) &&
        rule.isValid(word) &&
        (rule.hint === null || isHinted(scan, start, at + 1, rule.hint)),
    )
    if (isFound) best = at + 1
  }
  return best
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0)
  return text
}
