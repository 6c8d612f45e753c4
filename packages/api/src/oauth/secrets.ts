import { createHash, randomBytes, randomInt } from 'node:crypto'

const RANDOM_BYTES = 32
/** No vowels, so that no words come about, and nothing that looks like something else: RFC 8628, section 6.1. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const CODE_LETTERS = 8

export function randomSecret(): string {
  return randomBytes(RANDOM_BYTES).toString('base64url')
}

/** Random enough that a plain hash keeps it. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

export function randomUserCode(): string {
  return Array.from({ length: CODE_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}

/** RFC 7636: BASE64URL(SHA256(ASCII(code_verifier))). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url')
}
