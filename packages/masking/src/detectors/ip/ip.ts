import { isAlphanumeric, isDigit } from '../characters'
import type { Detector } from '../scan'
import type { Span } from '../span'
import { ipv6End } from './ipv6'

const DOT = 0x2e
const COLON = 0x3a
const SLASH = 0x2f

/** IPv4 and IPv6 addresses, with the length of their prefix when it is there. */
export const detectIp: Detector = ({ bytes, groups }) => {
  const spans: Span[] = []
  let from = 0
  for (let at = bytes.indexOf(COLON); at >= 0; at = bytes.indexOf(COLON, Math.max(at + 1, from))) {
    const start = hexStart(bytes, at, from)
    // In a word, behind another address, a colon or a dot: not where an address begins.
    if (isAlphanumeric(bytes[start - 1]) || bytes[start - 1] === DOT) continue
    if (bytes[start - 1] === COLON && start < at) continue
    const address = ipv6End(bytes, start)
    if (address < 0) {
      from = runEnd(bytes, at)
      continue
    }
    const end = prefixEnd(bytes, address, 128)
    spans.push({ start, end, dataClass: 'ip' })
    from = end
  }
  let last = 0
  for (const [index, group] of groups.entries()) {
    if (group.start < last || group.joint === 'dot') continue
    const third = groups[index + 3]
    if (!third || third.joint !== 'dot' || third.end - group.start > 15) continue
    if (groups[index + 1]?.joint !== 'dot' || groups[index + 2]?.joint !== 'dot') continue
    if (!standsAlone(bytes, group.start, third.end)) continue
    if (![0, 1, 2, 3].every((part) => isOctet(bytes, groups[index + part]))) continue
    const end = prefixEnd(bytes, third.end, 32)
    spans.push({ start: group.start, end, dataClass: 'ip' })
    last = end
  }
  return spans
}

function isOctet(bytes: Uint8Array, group: { start: number; end: number } | undefined): boolean {
  if (!group) return false
  let value = 0
  for (let at = group.start; at < group.end; at++) value = value * 10 + (bytes[at] ?? 0) - 0x30
  return (
    value <= 255 &&
    group.end - group.start <= 3 &&
    !(group.end - group.start > 1 && bytes[group.start] === 0x30)
  )
}

/** Not a version (v1.2.3.4), a part of five numbers, or of a name. */
function standsAlone(bytes: Uint8Array, start: number, end: number): boolean {
  if (isAlphanumeric(bytes[start - 1]) || bytes[start - 1] === DOT || bytes[start - 1] === 0x2d) return false
  if (isAlphanumeric(bytes[end])) return false
  return (
    !(bytes[end] === DOT && isAlphanumeric(bytes[end + 1])) &&
    !(bytes[end] === 0x2d && isDigit(bytes[end + 1]))
  )
}

/** `/24`, when it is no more than the address has bits. */
function prefixEnd(bytes: Uint8Array, end: number, bits: number): number {
  if (bytes[end] !== SLASH || !isDigit(bytes[end + 1])) return end
  let at = end + 1
  let value = 0
  while (isDigit(bytes[at]) && at - end < 5) value = value * 10 + (bytes[at++] ?? 0) - 0x30
  return value <= bits && !isAlphanumeric(bytes[at]) ? at : end
}

function hexStart(bytes: Uint8Array, colon: number, from: number): number {
  let start = colon
  while (start > from && colon - start < 5 && isHex(bytes[start - 1])) start--
  return start
}

/** The end of what can belong to an address, so that what is none is looked at once. */
function runEnd(bytes: Uint8Array, at: number): number {
  let end = at
  while (isHexOrColon(bytes[end])) end++
  return end
}

function isHexOrColon(byte: number | undefined): boolean {
  return byte === COLON || isHex(byte)
}

export function isHex(byte = 0): boolean {
  const letter = byte | 0x20
  return (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x66)
}
