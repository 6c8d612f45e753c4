import { isAlphanumeric } from '../characters'
import { isHex } from '../ip/ip'
import type { Detector } from '../scan'

const DOT = 0x2e

/** Hardware addresses: six pairs with colons or dashes, or three groups of four with dots. */
export const detectMac: Detector = ({ bytes, survey }, found) => {
  let from = 0
  for (const at of survey.pairs) {
    const separator = bytes[at] as number
    const size = separator === DOT ? 4 : 2
    const start = at - size
    if (start < from || !isMac(bytes, start, size, separator === DOT ? 3 : 6, separator)) continue
    const end = start + (separator === DOT ? 14 : 17)
    found.push({ start, end, dataClass: 'mac' })
    from = end + 1
  }
}

/** So many groups of hex digits of one size, joined by one separator, and no more before or behind. */
function isMac(bytes: Uint8Array, start: number, size: number, groups: number, separator: number): boolean {
  if (start < 0 || isAlphanumeric(bytes[start - 1]) || bytes[start - 1] === separator) return false
  const end = start + groups * (size + 1) - 1
  for (let at = start; at < end; at++) {
    const isSeparator = (at - start) % (size + 1) === size
    if (isSeparator ? bytes[at] !== separator : !isHex(bytes[at])) return false
  }
  return !isAlphanumeric(bytes[end]) && !(bytes[end] === separator && isHex(bytes[end + 1]))
}
