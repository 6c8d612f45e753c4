import { SallyportError } from '@sallyport/core'
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose'
import type { Issuer } from './policy'

/** What a verified token says. */
export interface VerifiedToken {
  readonly subject: string
  readonly tokenId: string
  readonly expiresAt: Date
}

const MAX_TOKEN_BYTES = 16 * 1024
const LEEWAY_SECONDS = 5
const ALGORITHMS = ['EdDSA', 'ES256', 'RS256']

/**
 * Verifies a JWT of one of the issuers. Every failure is the same UNAUTHENTICATED, so that nobody
 * learns which part was wrong; the reason is its `cause`.
 */
export async function verifyToken(token: string, issuers: readonly Issuer[]): Promise<VerifiedToken> {
  try {
    if (token.length > MAX_TOKEN_BYTES || !isCanonical(token)) throw new Error('not a JWS in compact form')
    const { iss } = decodeJwt(token)
    const issuer = issuers.find((candidate) => candidate.issuer === iss)
    if (!issuer) throw new Error('unknown issuer')
    const keys = createLocalJWKSet(issuer.jwks as unknown as JSONWebKeySet)
    const { payload } = await jwtVerify(token, keys, {
      issuer: issuer.issuer,
      audience: issuer.audience,
      algorithms: ALGORITHMS,
      clockTolerance: LEEWAY_SECONDS,
      requiredClaims: ['sub', 'jti', 'exp', 'iat'],
    })
    const { sub: subject, jti: tokenId, exp } = payload
    if (!subject || !tokenId || !exp) throw new Error('a claim is missing')
    return { subject, tokenId, expiresAt: new Date(exp * 1000) }
  } catch (cause) {
    throw new SallyportError('UNAUTHENTICATED', 'the token was refused', { cause })
  }
}

/** Three parts of base64url without padding or stray bits: jose alone accepts some that are not (RFC 7515, section 2). */
function isCanonical(token: string): boolean {
  const parts = token.split('.')
  return (
    parts.length === 3 &&
    parts.every((part) => part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part)
  )
}
