import { isAlphanumeric } from '../characters'
import { isHex } from '../ip/ip'
import type { Detector } from '../scan'
import type { Span } from '../span'

const [COLON, DASH, DOT] = [0x3a, 0x2d, 0x2e]

/** Hardware addresses: six pairs with colons or dashes, or three groups of four with dots. */
export const detectMac: Detector = ({ bytes }) => {
  const spans: Span[] = []
  for (let at = 2; at < bytes.length; ) {
    const byte = bytes[at]
    if (byte === COLON || byte === DASH) {
      const start = at - 2
      if (isMac(bytes, start, 2, 6, byte)) {
        spans.push({ start, end: start + 17, dataClass: 'mac' })
        at = start + 20
        continue
      }
    } else if (byte === DOT && isMac(bytes, at - 4, 4, 3, DOT)) {
      spans.push({ start: at - 4, end: at + 10, dataClass: 'mac' })
      at += 15
      continue
    }
    at++
  }
  return spans
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
