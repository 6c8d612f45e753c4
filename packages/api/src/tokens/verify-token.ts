import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { verifyToken as verify } from '@sallyport/identity'
import { z } from 'zod'
import { ownIssuer } from './own-issuer'

const Claims = z.object({ subject: z.uuid(), tokenId: z.uuid() })

export interface VerifiedToken {
  readonly identityId: string
  readonly tokenId: string
}

/** Who a token of the console's own names, or null. Revocation is the caller's to look up, with the identity. */
export async function verifyToken(db: Db, consoleUrl: string, token: string): Promise<VerifiedToken | null> {
  try {
    const claims = Claims.safeParse(await verify(token, [await ownIssuer(db, consoleUrl)]))
    return claims.success ? { identityId: claims.data.subject, tokenId: claims.data.tokenId } : null
  } catch (error) {
    if (error instanceof SallyportError && error.code === 'UNAUTHENTICATED') return null
    throw error
  }
}
