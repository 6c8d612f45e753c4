import { isDigit } from './characters'

/** A run of ASCII digits that is as long as it can be. */
export interface DigitGroup {
  readonly start: number
  readonly end: number
  /** What stands between the group before and this one, when it can join them to one number. */
  readonly joint: Joint
}

/** `open` and `close` are parentheses with or without a blank; `none` joins nothing. */
export type Joint = 'none' | 'space' | 'dash' | 'dot' | 'open' | 'close'

const LONGEST_JOINT = 3

/** The digit groups of a text, in order. */
export function findDigitGroups(bytes: Uint8Array): readonly DigitGroup[] {
  const groups: DigitGroup[] = []
  let previousEnd = -1
  for (let at = 0; at < bytes.length; at++) {
    if (!isDigit(bytes[at])) continue
    const start = at
    while (isDigit(bytes[at + 1])) at++
    groups.push({
      start,
      end: at + 1,
      joint: previousEnd < 0 ? 'none' : readJoint(bytes, previousEnd, start),
    })
    previousEnd = at + 1
  }
  return groups
}

/** Fewer digits than this make no number that anybody looks for. */
const LEAST_DIGITS = 7

/**
 * The groups that can be parts of a number: those that stand together with enough others, and are no date. What is
 * left out was joined to nothing that is left in, so that neighbours stay neighbours.
 */
export function findNumbers(bytes: Uint8Array, groups: readonly DigitGroup[]): readonly DigitGroup[] {
  const numbers: DigitGroup[] = []
  for (let first = 0; first < groups.length; ) {
    let digits = lengthOf(groups[first])
    let next = first + 1
    while (next < groups.length && isTogether(bytes, groups[next - 1], groups[next]))
      digits += lengthOf(groups[next++])
    if (digits >= LEAST_DIGITS && !(next === first + 3 && isDate(bytes, groups, first))) {
      for (let index = first; index < next; index++) numbers.push(groups[index] as DigitGroup)
    }
    first = next
  }
  return numbers
}

/** Joined, or by what only some identifiers have between their groups. */
function isTogether(
  bytes: Uint8Array,
  before: DigitGroup | undefined,
  group: DigitGroup | undefined,
): boolean {
  if (!before || !group) return false
  if (group.joint !== 'none') return true
  const between = bytes[before.end]
  return group.start - before.end === 1 && (between === 0x2f || (between === 0x3a && lengthOf(before) === 4))
}

/** 2024-01-31 */
function isDate(bytes: Uint8Array, groups: readonly DigitGroup[], first: number): boolean {
  const [year, month, day] = [groups[first], groups[first + 1], groups[first + 2]]
  if (lengthOf(year) !== 4 || lengthOf(month) !== 2 || lengthOf(day) !== 2) return false
  if (month?.joint !== 'dash' || day?.joint !== 'dash') return false
  const before = bytes[(year?.start ?? 0) - 1]
  const century = (bytes[year?.start ?? 0] ?? 0) * 10 + (bytes[(year?.start ?? 0) + 1] ?? 0) - 528
  return (century === 19 || century === 20) && before !== 0x2b && before !== 0x28
}

export function lengthOf(group: DigitGroup | undefined): number {
  return group ? group.end - group.start : 0
}

function readJoint(bytes: Uint8Array, start: number, end: number): Joint {
  if (end - start === 1) return joinedBy(bytes[start] ?? 0)
  if (end - start > LONGEST_JOINT) return 'none'
  return LONG_JOINTS.get(String.fromCharCode(...bytes.subarray(start, end))) ?? 'none'
}

function joinedBy(byte: number): Joint {
  switch (byte) {
    case 0x20:
      return 'space'
    case 0x2d:
      return 'dash'
    case 0x2e:
      return 'dot'
    case 0x28:
      return 'open'
    case 0x29:
      return 'close'
    default:
      return 'none'
  }
}

/** By their bytes: a no-break space is C2 A0, the hyphens and dashes of Unicode are E2 80 90 to 95. */
const LONG_JOINTS: ReadonlyMap<string, Joint> = new Map([
  ['\xc2\xa0', 'space'],
  ...[0x90, 0x91, 0x92, 0x93, 0x94, 0x95].map((last): [string, Joint] => [
    `\xe2\x80${String.fromCharCode(last)}`,
    'dash',
  ]),
  [' - ', 'dash'],
  [' (', 'open'],
  ['-(', 'open'],
  [') ', 'close'],
  [')-', 'close'],
  [').', 'close'],
])
