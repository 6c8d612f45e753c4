import { isBase64Url } from '../characters'
import type { Detector } from '../scan'
import type { Span } from '../span'

const DOT = 0x2e
/** `eyJ` is `{"` in base64: a header and a payload begin with it. */
const HEADER = [0x65, 0x79, 0x4a]
const SHORTEST_PART = 8

/** JSON web tokens: header, payload and signature in base64url, joined by dots; encrypted ones have five parts. */
export const detectJwt: Detector = ({ bytes }) => {
  const spans: Span[] = []
  for (let at = bytes.indexOf(HEADER[0] ?? 0); at >= 0; ) {
    const end = bytes[at + 1] === HEADER[1] && bytes[at + 2] === HEADER[2] ? tokenEnd(bytes, at) : at + 1
    if (end > at + 1 && end - at > SHORTEST_PART && bytes[end - 1] !== undefined) {
      if (hasTwoDots(bytes, at, end)) spans.push({ start: at, end, dataClass: 'jwt' })
    }
    at = bytes.indexOf(HEADER[0] ?? 0, end)
  }
  return spans
}

function tokenEnd(bytes: Uint8Array, start: number): number {
  let end = start
  while (
    isBase64Url(bytes[end]) ||
    (bytes[end] === DOT && (isBase64Url(bytes[end + 1]) || bytes[end + 1] === DOT))
  )
    end++
  return end
}

function hasTwoDots(bytes: Uint8Array, start: number, end: number): boolean {
  if (isBase64Url(bytes[start - 1])) return false
  const first = bytes.indexOf(DOT, start)
  if (first < 0 || first >= end || first - start < SHORTEST_PART) return false
  const second = bytes.indexOf(DOT, first + 1)
  return second > first && second < end && (second - first > SHORTEST_PART || second === first + 1)
}
