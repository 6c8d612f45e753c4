import { isAlphanumeric, isDigit } from '../characters'
import type { Detector, Scan } from '../scan'
import type { Span } from '../span'
import { COLONS, DOTTED, type Survey } from '../survey'
import { ipv6End } from './ipv6'

const DOT = 0x2e
const COLON = 0x3a
const SLASH = 0x2f

/** IPv4 and IPv6 addresses, with the length of their prefix when it is there. */
export const detectIp: Detector = (scan, found) => {
  if ((scan.survey.found & COLONS) !== 0) findSixes(scan, found)
  if ((scan.survey.found & DOTTED) !== 0) findFours(scan, found)
}

function findSixes({ bytes, survey }: Scan, found: Span[]): void {
  let from = 0
  for (const at of survey.signs) {
    if (at < from || bytes[at] !== COLON || !isFollowed(bytes, at)) continue
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
    found.push({ start, end, dataClass: 'ip' })
    from = end
  }
}

/** The first colon of an address has another one behind it, with nothing but hex digits between. */
function isFollowed(bytes: Uint8Array, at: number): boolean {
  let next = at + 1
  while (isHex(bytes[next])) next++
  return bytes[next] === COLON
}

function findFours({ bytes, survey }: Scan, found: Span[]): void {
  const { starts, ends, groups } = survey
  let last = 0
  for (let index = 0; index + 3 < groups; index++) {
    const start = starts[index] as number
    const end = ends[index + 3] as number
    if (end - start > 15 || start < last || !isDotted(bytes, survey, index)) continue
    if (index > 0 && starts[index] === (ends[index - 1] as number) + 1 && bytes[start - 1] === DOT) continue
    if (!standsAlone(bytes, start, end)) continue
    last = prefixEnd(bytes, end, 32)
    found.push({ start, end: last, dataClass: 'ip' })
  }
}

/** Four numbers that fit, with single dots between them. */
function isDotted(bytes: Uint8Array, { starts, ends }: Survey, index: number): boolean {
  for (let part = index; part < index + 3; part++) {
    const end = ends[part] as number
    if (bytes[end] !== DOT || starts[part + 1] !== end + 1) return false
  }
  for (let part = index; part < index + 4; part++)
    if (!isOctet(bytes, starts[part] as number, ends[part] as number)) return false
  return true
}

function isOctet(bytes: Uint8Array, start: number, end: number): boolean {
  let value = 0
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] as number) - 0x30
  return value <= 255 && end - start <= 3 && !(end - start > 1 && bytes[start] === 0x30)
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
