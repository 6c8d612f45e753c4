import { isAlphanumeric } from '../characters'
import type { DigitGroup } from '../digit-groups'
import type { Detector } from '../scan'
import { extensionEnd } from './extension'
import { type Candidate, SHAPES } from './shapes'

/** Phone numbers that look like one (see `shapes`), and plainer numbers beside a word such as "phone". */
export const detectPhone: Detector = ({ bytes, numbers: groups }, found) => {
  for (let index = 0; index < groups.length; ) {
    const candidate = { bytes, groups, index }
    const count = phoneAt(candidate)
    const [first, last] = [groups[index], groups[index + count - 1]]
    if (!first || !last || count === 0) {
      index += 1
      continue
    }
    const end = extensionEnd(bytes, last.end)
    found.push({ start: startOf(bytes, first), end, dataClass: 'phone' })
    index += count
    while ((groups[index]?.start ?? end) < end) index += 1
  }
}

/** How many groups from this one on are a phone number. */
function phoneAt(candidate: Candidate): number {
  const { bytes, groups, index } = candidate
  if (isAlphanumeric(bytes[(groups[index]?.start ?? 0) - 1])) return 0
  for (const shape of SHAPES) {
    const count = shape(candidate)
    if (count === 0) continue
    if (!isAlphanumeric(bytes[groups[index + count - 1]?.end ?? 0])) return count
    if (extensionEnd(bytes, groups[index + count - 1]?.end ?? 0) !== groups[index + count - 1]?.end)
      return count
  }
  return 0
}

/** A plus or a parenthesis in front belongs to the number. */
function startOf(bytes: Uint8Array, { start }: DigitGroup): number {
  const before = bytes[start - 1]
  if (before === PLUS) return start - 1
  return before === OPEN && bytes.subarray(start, start + LONGEST_AREA + 1).includes(CLOSE)
    ? start - 1
    : start
}

const PLUS = 0x2b
const OPEN = 0x28
const CLOSE = 0x29
const LONGEST_AREA = 5
