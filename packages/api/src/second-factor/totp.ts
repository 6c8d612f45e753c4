import { open, seal } from '@sallyport/secrets'
import { Secret, TOTP } from 'otpauth'
import { renderSVG } from 'uqr'

/** RFC 4226 asks for 160 bits. */
const SECRET_BYTES = 20
/** RFC 6238 and every authenticator: six digits, thirty seconds, SHA-1. */
const PERIOD_SECONDS = 30
/** Clocks go wrong by a step: one before and one after are taken too. */
const WINDOW = 1

export function createSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32
}

/** What an authenticator reads: the secret and what to call it. */
export function authenticatorUri(secret: string, account: string): string {
  return totpOf(secret, account).toString()
}

/** The address as a picture to be scanned, an SVG of its own. */
export function qrCode(uri: string): string {
  return renderSVG(uri, { border: 2 })
}

/** The time step that a code belongs to, or null: it belongs to none that is near. */
export function stepOf(secret: string, code: string, now: Date): number | null {
  const timestamp = now.getTime()
  const delta = totpOf(secret, '').validate({ token: code, timestamp, window: WINDOW })
  return delta === null ? null : Math.floor(timestamp / 1_000 / PERIOD_SECONDS) + delta
}

/** What an authenticator shows at a time. */
export function codeAt(secret: string, now: Date): string {
  return totpOf(secret, '').generate({ timestamp: now.getTime() })
}

function totpOf(secret: string, label: string): TOTP {
  return new TOTP({ issuer: 'Sallyport', label, secret: Secret.fromBase32(secret), period: PERIOD_SECONDS })
}

export function sealFactor(masterKey: Buffer, identityId: string, secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(seal(masterKey, secret, contextOf(identityId)))
}

export function openFactor(masterKey: Buffer, identityId: string, sealed: Uint8Array): string {
  return open(masterKey, Buffer.from(sealed), contextOf(identityId))
}

function contextOf(identityId: string): string {
  return `second-factor:${identityId}`
}
