import { CHARACTERS } from '../characters'
import type { Detector } from '../scan'
import { rulesAt } from './prefixes'

/** Tokens of clouds, forges and other services, by what they begin with and how long they are. */
export const detectToken: Detector = ({ bytes, survey }, found) => {
  let last = 0
  for (const start of survey.tokens) {
    for (const { prefix, alphabet, least, most } of rulesAt(bytes, start)) {
      const at = start + prefix.length
      if (at < last) continue
      const { mask } = CHARACTERS[alphabet]
      let end = at
      while (end - at <= most && mask[bytes[end] ?? 0] === 1) end++
      while (end > at && (bytes[end - 1] === 0x2d || bytes[end - 1] === 0x2e)) end-- // a sentence's own
      if (end - at < least || end - at > most || isDull(bytes, at, end)) continue
      found.push({ start, end, dataClass: 'token' })
      last = end
    }
  }
}

/** xxxxxxxx, 00000000, a word without a digit: an example, not a token. */
function isDull(bytes: Uint8Array, start: number, end: number): boolean {
  const seen = new Set(bytes.subarray(start, Math.min(end, start + 64)))
  return seen.size < 5
}
