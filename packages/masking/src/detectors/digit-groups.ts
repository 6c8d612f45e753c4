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
