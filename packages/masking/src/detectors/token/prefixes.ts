import { encodeText } from '../../text'
import { TOKEN_RULES, type TokenRule } from './rules'

interface Prefixed {
  readonly rule: TokenRule
  readonly prefix: Uint8Array
}

/** By their first three bytes; of two bytes that look alike to the key both may be there. */
const RULES = new Map<number, Prefixed[]>()
/** A bit for each of these keys. */
const KEYS = new Uint32Array((1 << 18) >> 5)

for (const rule of TOKEN_RULES) {
  const prefix = encodeText(rule.prefix)
  for (const third of prefix.length > 2 ? [prefix[2] ?? 0] : encodeText('0123456789abcdefABCDEF')) {
    const key = keyOf(prefix[0] ?? 0, prefix[1] ?? 0, third)
    RULES.set(key, [...(RULES.get(key) ?? []), { rule, prefix }])
    KEYS[key >> 5] = (KEYS[key >> 5] ?? 0) | (1 << (key & 31))
  }
}
for (const rules of RULES.values()) rules.sort((left, right) => left.prefix.length - right.prefix.length)

function keyOf(first: number, second: number, third: number): number {
  return ((first & 63) << 12) | ((second & 63) << 6) | (third & 63)
}

/** Whether a token's prefix stands here: three bytes are looked at, and more only when these fit. */
export function mayBeginToken(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 2 >= end) return false
  const key = keyOf(bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number)
  if ((((KEYS[key >> 5] as number) >>> (key & 31)) & 1) === 0) return false
  return rulesAt(bytes, at).length > 0
}

/** The rules whose prefix stands here, the shortest first. */
export function rulesAt(bytes: Uint8Array, at: number): readonly TokenRule[] {
  const key = keyOf(bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number)
  const found: TokenRule[] = []
  for (const { rule, prefix } of RULES.get(key) ?? []) if (standsAt(bytes, at, prefix)) found.push(rule)
  return found
}

function standsAt(bytes: Uint8Array, at: number, prefix: Uint8Array): boolean {
  for (let index = 0; index < prefix.length; index++) if (bytes[at + index] !== prefix[index]) return false
  return true
}
