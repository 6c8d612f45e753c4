import type { Survey } from './survey'

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
/** Fewer digits than this make no number that anybody looks for. */
const LEAST_DIGITS = 7
const NO_GROUPS: readonly DigitGroup[] = []

/**
 * The groups that can be parts of a number: those that stand together with enough others, and are no date. What is
 * left out was joined to nothing that is left in, so that neighbours stay neighbours.
 */
export function numbersOf(bytes: Uint8Array, survey: Survey): readonly DigitGroup[] {
  const { starts, ends, groups } = survey
  let numbers: DigitGroup[] | null = null
  for (let first = 0; first < groups; ) {
    let end = ends[first] as number
    let digits = end - (starts[first] as number)
    let next = first + 1
    for (; next < groups; next++) {
      const start = starts[next] as number
      if (start - end > LONGEST_JOINT || !isTogether(bytes, starts[next - 1] as number, end, start)) break
      end = ends[next] as number
      digits += end - start
    }
    if (digits >= LEAST_DIGITS && !(next === first + 3 && isDate(bytes, survey, first))) {
      numbers ??= []
      for (let index = first; index < next; index++) numbers.push(groupAt(bytes, survey, index))
    }
    first = next
  }
  return numbers ?? NO_GROUPS
}

function groupAt(bytes: Uint8Array, { starts, ends }: Survey, index: number): DigitGroup {
  const start = starts[index] as number
  const joint = index === 0 ? 'none' : readJoint(bytes, ends[index - 1] as number, start)
  return { start, end: ends[index] as number, joint }
}

/** Joined, or by what only some identifiers have between their groups. */
function isTogether(bytes: Uint8Array, startBefore: number, end: number, start: number): boolean {
  if (readJoint(bytes, end, start) !== 'none') return true
  const between = bytes[end]
  return start - end === 1 && (between === 0x2f || (between === 0x3a && end - startBefore === 4))
}

/** 2024-01-31 */
function isDate(bytes: Uint8Array, { starts, ends }: Survey, first: number): boolean {
  const start = starts[first] as number
  const [second, third] = [starts[first + 1] as number, starts[first + 2] as number]
  if (lengthAt(starts, ends, first) !== 4 || lengthAt(starts, ends, first + 1) !== 2) return false
  if (lengthAt(starts, ends, first + 2) !== 2) return false
  if (readJoint(bytes, ends[first] as number, second) !== 'dash') return false
  if (readJoint(bytes, ends[first + 1] as number, third) !== 'dash') return false
  const before = bytes[start - 1]
  const century = (bytes[start] as number) * 10 + (bytes[start + 1] as number) - 528
  return (century === 19 || century === 20) && before !== 0x2b && before !== 0x28
}

function lengthAt(starts: Int32Array, ends: Int32Array, index: number): number {
  return (ends[index] as number) - (starts[index] as number)
}

export function lengthOf(group: DigitGroup | undefined): number {
  return group ? group.end - group.start : 0
}

export function readJoint(bytes: Uint8Array, start: number, end: number): Joint {
  if (end - start === 1) return SHORT_JOINTS[bytes[start] as number] ?? 'none'
  if (end - start > LONGEST_JOINT) return 'none'
  const first = bytes[start] as number
  const second = bytes[start + 1] as number
  if (end - start === 2) return readPair(first, second)
  const third = bytes[start + 2] as number
  // By their bytes: the hyphens and dashes of Unicode are E2 80 90 to 95.
  if (first === 0xe2) return second === 0x80 && third >= 0x90 && third <= 0x95 ? 'dash' : 'none'
  return first === 0x20 && second === 0x2d && third === 0x20 ? 'dash' : 'none'
}

function readPair(first: number, second: number): Joint {
  if (first === 0xc2) return second === 0xa0 ? 'space' : 'none' // a no-break space
  if (second === 0x28) return first === 0x20 || first === 0x2d ? 'open' : 'none'
  if (first !== 0x29) return 'none'
  return second === 0x20 || second === 0x2d || second === 0x2e ? 'close' : 'none'
}

const SHORT_JOINTS: readonly Joint[] = Array.from({ length: 256 }, (_, byte): Joint => {
  if (byte === 0x20) return 'space'
  if (byte === 0x2d) return 'dash'
  if (byte === 0x2e) return 'dot'
  if (byte === 0x28) return 'open'
  return byte === 0x29 ? 'close' : 'none'
})
