import { encodeText } from '../../text'
import { CHARACTERS, isAlphanumeric } from '../characters'
import type { Detector } from '../scan'
import type { Span } from '../span'
import { AhoCorasick } from './aho-corasick'
import { TOKEN_RULES } from './rules'

const prefixes = new AhoCorasick(TOKEN_RULES.map(({ prefix }) => encodeText(prefix)))

/** Tokens of clouds, forges and other services, by what they begin with and how long they are. */
export const detectToken: Detector = ({ bytes }) => {
  const spans: Span[] = []
  let last = 0
  prefixes.find(bytes, (index, at) => {
    const rule = TOKEN_RULES[index]
    if (!rule) return
    const start = at - rule.prefix.length
    if (isAlphanumeric(bytes[start - 1]) || at < last) return
    const { mask } = CHARACTERS[rule.alphabet]
    let end = at
    while (end - at <= rule.most && mask[bytes[end] ?? 0] === 1) end++
    while (end > at && (bytes[end - 1] === 0x2d || bytes[end - 1] === 0x2e)) end-- // a sentence's own
    if (end - at < rule.least || end - at > rule.most || isDull(bytes, at, end)) return
    spans.push({ start, end, dataClass: 'token' })
    last = end
  })
  return spans
}

/** xxxxxxxx, 00000000, a word without a digit: an example, not a token. */
function isDull(bytes: Uint8Array, start: number, end: number): boolean {
  const seen = new Set(bytes.subarray(start, Math.min(end, start + 64)))
  return seen.size < 5
}
