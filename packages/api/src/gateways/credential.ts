import { createHash, randomBytes } from 'node:crypto'

/** Tells a gateway's credential from a person's token, for people and for scanners of leaked secrets. */
export const GATEWAY_PREFIX = 'sp_gw_'
const RANDOM_BYTES = 32

export function createCredential(): string {
  return GATEWAY_PREFIX + randomBytes(RANDOM_BYTES).toString('base64url')
}

/** A credential is random enough that a plain hash keeps it: there is nothing to guess. */
export function hashCredential(credential: string): string {
  return createHash('sha256').update(credential).digest('hex')
}
