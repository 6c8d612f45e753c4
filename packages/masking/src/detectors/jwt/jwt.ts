import { isBase64Url } from '../characters'
import type { Detector } from '../scan'

const DOT = 0x2e
const SHORTEST_PART = 8

/** `eyJ` is `{"` in base64, with which headers begin. JSON web tokens: header, payload and signature in base64url, joined by dots; encrypted ones have five parts. */
export const detectJwt: Detector = ({ bytes, survey }, found) => {
  let from = 0
  for (const brace of survey.braces) {
    const start = brace - 2
    if (start < from) continue
    from = tokenEnd(bytes, start)
    if (from - start > SHORTEST_PART && hasTwoDots(bytes, start, from))
      found.push({ start, end: from, dataClass: 'jwt' })
  }
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
