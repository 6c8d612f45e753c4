import { isAlphanumeric, isDigit } from '../characters'
import { isHex } from './ip'

const COLON = 0x3a
const DOT = 0x2e

/** The end of an IPv6 address in any form of RFC 4291 that begins here, or -1. */
export function ipv6End(bytes: Uint8Array, start: number): number {
  let at = start
  let parts = 0
  let isShortened = false
  if (bytes[at] === COLON) {
    if (bytes[at + 1] !== COLON) return -1
    isShortened = true
    at += 2
  }
  for (;;) {
    const digits = hexDigits(bytes, at)
    if (digits === 0) break
    if (bytes[at + digits] === DOT && isDigit(bytes[at + digits + 1])) {
      const end = ipv4End(bytes, at)
      if (end < 0) return -1
      at = end
      parts += 2
      break
    }
    if (digits > 4) return -1
    at += digits
    parts++
    if (bytes[at] !== COLON) break
    if (bytes[at + 1] === COLON) {
      if (isShortened) return -1
      isShortened = true
      at += 2
    } else if (hexDigits(bytes, at + 1) > 0 && parts < 8) {
      at++
    } else break
  }
  if (isShortened ? parts > 7 : parts !== 8) return -1
  if (parts < 4 && !hasDigit(bytes, start, at) && parts > 0) return -1 // a::b names something in a program
  const end = zoneEnd(bytes, at)
  return endsHere(bytes, end, parts) ? end : -1
}

const PERCENT = 0x25
const LONGEST_ZONE = 16

/** `%eth0` (RFC 4007) belongs to an address. */
function zoneEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== PERCENT || !isAlphanumeric(bytes[at + 1])) return at
  let end = at + 1
  while (isAlphanumeric(bytes[end]) && end - at <= LONGEST_ZONE) end++
  return end
}

/** `::` alone is an address only between blanks; std::string and a::b are none. */
function endsHere(bytes: Uint8Array, end: number, parts: number): boolean {
  const next = bytes[end]
  if (isAlphanumeric(next) || next === 0x5f) return false
  if (next === COLON && (isAlphanumeric(bytes[end + 1]) || bytes[end + 1] === COLON)) return false
  return parts > 0 || next === undefined || next === 0x20 || next === 0x2f || next === 0x0a || next === 0x2c
}

function hasDigit(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isDigit(bytes[at])) return true
  return false
}

function hexDigits(bytes: Uint8Array, at: number): number {
  let count = 0
  while (count < 5 && isHex(bytes[at + count])) count++
  return count
}

function ipv4End(bytes: Uint8Array, start: number): number {
  let at = start
  for (let part = 0; part < 4; part++) {
    let value = 0
    const first = at
    while (isDigit(bytes[at]) && at - first < 4) value = value * 10 + (bytes[at++] ?? 0) - 0x30
    if (at === first || at - first > 3 || value > 255) return -1
    if (part < 3 && bytes[at++] !== DOT) return -1
  }
  return bytes[at] === DOT && isDigit(bytes[at + 1]) ? -1 : at
}
