import { encodeText } from '../../text'
import { isAlphanumeric, isDigit } from '../characters'
import type { Detector } from '../scan'

const AT = 0x40
const DOT = 0x2e

/** E-mail addresses: what stands around an `@`, when its domain has a dot and ends in letters. */
export const detectEmail: Detector = ({ bytes, survey }, found) => {
  for (const at of survey.ats) {
    const start = localStart(bytes, at)
    if (start === at) continue
    const end = domainEnd(bytes, at + 1)
    if (end > at && !isMasked(bytes, at, end)) found.push({ start, end, dataClass: 'email' })
  }
}

/** Punctuation within a local part. Of all that RFC 5322 allows, what people have, and what URLs do not put before it. */
const LOCAL_PUNCTUATION = new Uint8Array(256)
for (const byte of encodeText(".'_+-")) LOCAL_PUNCTUATION[byte] = 1

/** The domain of tokens: see operators/token. */
const MASKED = encodeText('masked.invalid')

function isMasked(bytes: Uint8Array, at: number, end: number): boolean {
  return end - at - 1 === MASKED.length && MASKED.every((byte, index) => bytes[at + 1 + index] === byte)
}

function localStart(bytes: Uint8Array, at: number): number {
  let start = at
  while (start > 0 && (isWord(bytes, start - 1) || LOCAL_PUNCTUATION[bytes[start - 1] as number] === 1))
    start--
  // A quote, a dot or a dash in front belongs to the text, not to the address.
  while (start < at && !isWord(bytes, start) && bytes[start] !== 0x5f && bytes[start] !== 0x2b) start++
  return start
}

/** The end of the longest domain that begins here, or -1. */
function domainEnd(bytes: Uint8Array, start: number): number {
  let end = start
  while (isDomainByte(bytes, end)) end++
  for (;;) {
    while (end > start && !isWord(bytes, end - 1)) end--
    let dot = end - 1 // not lastIndexOf: it would look through the whole text before
    while (dot > start && bytes[dot] !== DOT) dot--
    if (dot <= start) return -1
    if (isTopLevel(bytes, dot + 1, end)) return isImageScale(bytes, start, dot, end) ? -1 : end
    end = dot
  }
}

function isDomainByte(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at]
  if (byte === DOT) return bytes[at - 1] !== DOT && bytes[at - 1] !== AT
  return byte === 0x2d || isWord(bytes, at)
}

/** Two letters at least, or an internationalised name (`xn--…`). */
function isTopLevel(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2) return false
  if (bytes[start + 2] === 0x2d && bytes[start + 3] === 0x2d) return true
  for (let at = start; at < end; at++) if (isDigit(bytes[at]) || bytes[at] === 0x2d) return false
  return true
}

/** `icon@2x.png` names an image for a screen of twice the density. */
function isImageScale(bytes: Uint8Array, start: number, dot: number, end: number): boolean {
  if (dot - start !== 2 || !isDigit(bytes[start]) || bytes[start + 1] !== 0x78) return false
  return /^(png|jpe?g|gif|webp|svg)$/.test(
    String.fromCharCode(...bytes.subarray(dot + 1, Math.min(end, dot + 6))),
  )
}

/** ASCII letters and digits, and the letters of other scripts: addresses may have them on both sides. */
function isWord(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at]
  if (byte === undefined) return false
  if (byte < 0x80) return isAlphanumeric(byte)
  let lead = at
  while (at - lead < 3 && isContinuation(bytes[lead])) lead--
  return !isSymbolLead(bytes[lead] ?? 0, bytes[lead + 1])
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80

/** First bytes of characters that are punctuation, symbols or emoji: U+0080–BF, U+2000–2FFF, U+3000–303F, U+F000 and beyond. */
function isSymbolLead(lead: number, next: number | undefined): boolean {
  return lead < 0xc3 || lead === 0xe2 || (lead === 0xe3 && next === 0x80) || lead >= 0xef
}
