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
  // The last letter of each of the words; whatever else is no hint, and costs no string.
  if (!ENDINGS.has((bytes[end - 1] ?? 0) | 0x20)) return 'none'
  let start = end
  while (start > 0 && end - start < LONGEST_WORD && isWordByte(bytes[start - 1])) start--
  if (end - start < 3) return 'none'
  const word = snakeCase(String.fromCharCode(...bytes.subarray(start, end)))
  if (PASSWORD.test(word)) return 'password'
  return KEY.test(word) ? 'key' : 'none'
}

const ENDINGS = new Set(Array.from('dteysnrpzacol', (letter) => letter.charCodeAt(0)))

function isWordByte(byte: number | undefined): boolean {
  return isAlphanumeric(byte) || byte === 0x5f || byte === 0x2d || byte === 0x2e
}

function snakeCase(word: string): string {
  return word
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()
}
