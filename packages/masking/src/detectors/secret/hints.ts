import { isAlphanumeric } from '../characters'

/** What the word before a sign says of the value behind it. */
export type Hint = 'none' | 'password' | 'key'

const LONGEST_WORD = 48

/** Any value that is not a placeholder is secret after these. */
const PASSWORD =
  /(?:^|[^a-z])(?:password|passwd|passwort|passphrase|pwd|contraseña|mot_de_passe|client_?secret|secret_?key|secret_?access_?key|private_?key|api_?secret|app_?secret|shared_?secret|signing_?secret|db_?pass|root_?pass|user_?pass)$/
/** Only what looks random is after these. */
const KEY =
  /(?:^|[^a-z])(?:api_?key|apikey|access_?key|access_?key_?id|auth_?token|access_?token|refresh_?token|id_?token|session_?token|session_?id|bearer|authorization|token|auth|credentials?|license_?key|encryption_?key|master_?key|account_?key|signature|cookie|webhook_?secret|nonce_?key|secret|seed|salt_?key|otp|hmac_?key|x_api_key|key)$/

export function hintBefore(bytes: Uint8Array, sign: number): Hint {
  let end = sign
  while (
    end > 0 &&
    (bytes[end - 1] === 0x20 ||
      bytes[end - 1] === 0x22 ||
      bytes[end - 1] === 0x27 ||
      bytes[end - 1] === 0x5c ||
      bytes[end - 1] === 0x5d)
  ) {
    end--
    if (sign - end > 5) return 'none'
  }
  // The last three letters of each of the words; whatever else is no hint, and costs no string.
  if (end < 3 || !isEnding(bytes[end - 3] as number, bytes[end - 2] as number, bytes[end - 1] as number))
    return 'none'
  let start = end
  while (start > 0 && end - start < LONGEST_WORD && isWordByte(bytes[start - 1])) start--
  if (end - start < 3) return 'none'
  return hintOf(String.fromCharCode(...bytes.subarray(start, end)))
}

/** Texts have few words before their signs, again and again. */
const known = new Map<string, Hint>()
const MOST_KNOWN = 500

function hintOf(word: string): Hint {
  const found = known.get(word)
  if (found) return found
  const snake = snakeCase(word)
  const hint = PASSWORD.test(snake) ? 'password' : KEY.test(snake) ? 'key' : 'none'
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(word, hint)
  return hint
}

/** A bit for each ending of the words above, letters without their case. */
const ENDINGS = new Uint32Array((1 << 15) >> 5)
for (const ending of 'ord swd ort ase sse pwd ret key ass uth ken ion als ial ure kie eed otp rer'.split(' '))
  addEnding(ending.charCodeAt(0), ending.charCodeAt(1), ending.charCodeAt(2))
// `key_id`, `key-id`, `sessionId`, `keyId`
for (const before of '_-ny') addEnding(before.charCodeAt(0), 0x69, 0x64)

function addEnding(first: number, second: number, third: number): void {
  const key = endingOf(first, second, third)
  ENDINGS[key >> 5] = (ENDINGS[key >> 5] ?? 0) | (1 << (key & 31))
}

function endingOf(first: number, second: number, third: number): number {
  return ((first & 31) << 10) | ((second & 31) << 5) | (third & 31)
}

function isEnding(first: number, second: number, third: number): boolean {
  const key = endingOf(first, second, third)
  return (((ENDINGS[key >> 5] as number) >>> (key & 31)) & 1) === 1
}

function isWordByte(byte: number | undefined): boolean {
  return isAlphanumeric(byte) || byte === 0x5f || byte === 0x2d || byte === 0x2e
}

function snakeCase(word: string): string {
  return word
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()
}
