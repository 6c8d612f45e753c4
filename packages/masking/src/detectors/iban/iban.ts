import { isAlphanumeric } from '../characters'
import type { Detector } from '../scan'
import { IBAN_LENGTHS } from './lengths'

const SPACE = 0x20
const SHORTEST = 15

/** International bank account numbers (ISO 13616): a country, its length, mod 97; undivided or in groups of four. */
export const detectIban: Detector = ({ bytes, survey }, found) => {
  let from = 0
  for (const digits of survey.accounts) {
    const start = digits - 2
    if (start < from) continue
    const length = IBAN_LENGTHS.get(countryAt(bytes, start))
    if (length === undefined) continue
    const end = ibanEnd(bytes, start, length)
    if (end < 0 || !isMod97(bytes, start, end)) continue
    found.push({ start, end, dataClass: 'iban' })
    from = end
  }
}

function countryAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0).toUpperCase()
}

/** Where so many letters and digits end, with single blanks or dashes between groups of four; -1: not that many. */
function ibanEnd(bytes: Uint8Array, start: number, length: number): number {
  let at = start
  let separator = 0
  for (let count = 0; count < length; at++) {
    const byte = bytes[at]
    if (isAlphanumeric(byte)) {
      count++
      continue
    }
    if (count % 4 !== 0 || (byte !== SPACE && byte !== 0x2d) || !isAlphanumeric(bytes[at + 1])) return -1
    if (separator === 0) separator = byte
    if (byte !== separator) return -1
  }
  return length < SHORTEST || isAlphanumeric(bytes[at]) ? -1 : at
}

/** ISO 7064: the first four characters at the end, letters as 10 to 35, the remainder by 97 is 1. */
function isMod97(bytes: Uint8Array, start: number, end: number): boolean {
  let rest = 0
  let seen = 0
  const add = (byte: number) => {
    const value = byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  for (let at = start; at < end; at++) if (isAlphanumeric(bytes[at]) && seen++ >= 4) add(bytes[at] ?? 0)
  for (let at = start; at < start + 4; at++) add(bytes[at] ?? 0)
  return rest === 1
}
