import type { AuthInfo, ServerContext } from '@modelcontextprotocol/server'
import { SallyportError } from '@sallyport/core'
import type { PresentedToken } from '../../session/identify'

/** Whoever sent a request, by a token that was verified; sessions verify it again, with the console. */
export interface Bearer {
  readonly token: string
  /** The address that it was sent to. */
  readonly resource: string
  /** Who it is, the same with every token of theirs: issuer, subject and actors in one. */
  readonly subject: string
  /** How the console is told of it. */
  readonly presented: PresentedToken
  /** Which token it is. */
  readonly digest: string
  readonly expiresAt: Date
  readonly clientAddress: string
  /** What the client says of itself; shown, never trusted. */
  readonly clientApplication: string
}

export function toAuthInfo(bearer: Bearer): AuthInfo {
  const expiresAt = Math.floor(bearer.expiresAt.getTime() / 1_000)
  return { token: bearer.token, clientId: bearer.subject, scopes: ['connect'], expiresAt, extra: { bearer } }
}

/** Who calls a tool now: in a session that lasts, another token than the one that began it. */
export function bearerOf({ http }: ServerContext): Bearer {
  return bearerIn(http?.authInfo)
}

export function bearerIn(authInfo: AuthInfo | undefined): Bearer {
  const bearer = authInfo?.extra?.['bearer']
  if (!bearer) throw new SallyportError('UNAUTHENTICATED', 'the token was refused')
  return bearer as Bearer
}
