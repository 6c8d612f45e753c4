import { createHash, randomBytes } from 'node:crypto'

const RANDOM_BYTES = 32
const GOOD_FOR_MS = 72 * 3_600_000

/** A code, its hash to be known by, and its end. Only the hash is kept. */
export function createCode() {
  const code = `sp_invite_${randomBytes(RANDOM_BYTES).toString('base64url')}`
  return { code, codeHash: hashCode(code), expiresAt: new Date(Date.now() + GOOD_FOR_MS) }
}

export function hashCode(code: string): string {
  return createHash('sha256').update(code).digest('hex')
}

/** The code stands behind the `#`: browsers send that to nobody, neither as the address nor as the Referer. */
export function linkOf(consoleUrl: string, code: string): string {
  return `${consoleUrl}/invitation#${code}`
}
