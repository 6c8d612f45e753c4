import type { Db } from '@sallyport/db'
import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { AUDIENCE } from './issue-token'
import { ALGORITHM, publicKeys } from './signing-key'

/** jose reads base64url more generously than RFC 7515 allows; one token must have one spelling. */
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/
const CLOCK_TOLERANCE_SECONDS = 5

const Claims = z.object({ sub: z.uuid(), jti: z.uuid() })

export interface VerifiedToken {
  readonly identityId: string
  readonly tokenId: string
}

/** Who a token of the console's own names, or null. Revocation is the caller's to look up, with the identity. */
export async function verifyToken(db: Db, consoleUrl: string, token: string): Promise<VerifiedToken | null> {
  if (!COMPACT.test(token) || !token.split('.').every(isCanonical)) return null
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: [...(await publicKeys(db))] }), {
      issuer: consoleUrl,
      audience: AUDIENCE,
      algorithms: [ALGORITHM],
      requiredClaims: ['exp', 'iat', 'sub', 'jti'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    })
    const claims = Claims.safeParse(payload)
    return claims.success ? { identityId: claims.data.sub, tokenId: claims.data.jti } : null
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}

function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part
}
