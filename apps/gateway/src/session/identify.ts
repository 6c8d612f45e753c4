import { UnknownKeyError, type VerifiedToken, verifyToken } from '@sallyport/identity'
import type { Policy, PolicySnapshot } from './policy'
import { issuersAt } from './resource'

/** A verified token, as the console is told of it. */
export interface PresentedToken {
  readonly subject: string
  readonly tokenId: string | null
  /** Who acts for the subject, the nearest first. */
  readonly actors: readonly string[]
  /** Whose token it is and what it says; absent: the console's own. */
  readonly foreign?: Pick<VerifiedToken, 'issuer' | 'digest' | 'expiresAt'> & {
    readonly claims: Record<string, unknown>
  }
}

/** Who comes, verified, and how the console is told of it. */
export interface Identified extends VerifiedToken {
  readonly presented: PresentedToken
}

interface Parts {
  readonly policy: Policy
  /** Has the console ask an issuer for its keys; resolves when the policy has what is new. */
  readonly refreshKeys: (issuer: string) => Promise<void>
}

/**
 * What a token says, at one of the gateway's own addresses or at none. An issuer may sign with a key that is newer than
 * the policy: then it is asked once, and the token looked at again. Throws UNAUTHENTICATED.
 */
export async function identify(
  { policy, refreshKeys }: Parts,
  token: string,
  resource: string | undefined,
): Promise<Identified> {
  const verify = async () => {
    const verified = await verifyToken(token, issuersAt(resource, token, policy.current()))
    return { ...verified, presented: toPresented(verified, policy.current()) }
  }
  try {
    return await verify()
  } catch (error) {
    if (!(error instanceof UnknownKeyError)) throw error
    await refreshKeys(error.issuer)
    return verify()
  }
}

function toPresented(token: VerifiedToken, { consoleIssuer }: PolicySnapshot): PresentedToken {
  const { issuer, subject, tokenId, actors, digest, expiresAt, claims } = token
  const own = { subject, tokenId, actors }
  return issuer === consoleIssuer.issuer
    ? own
    : { ...own, foreign: { issuer, digest, expiresAt, claims: { ...claims } } }
}
