import { randomUUID } from 'node:crypto'
import type { TokenScope } from '@sallyport/core'
import type { Tx } from '@sallyport/db'
import { SignJWT } from 'jose'
import type { TokenBounds } from './schema'
import { ALGORITHM, signingKey } from './signing-key'

export const AUDIENCE = 'sallyport'

export interface IssuedToken {
  readonly id: string
  /** Stored nowhere: it is shown once. */
  readonly token: string
  readonly expiresAt: Date
}

export interface TokenRequest {
  readonly identityId: string
  readonly seconds: number
  /** Databases, unless it says otherwise. */
  readonly scope?: TokenScope
  /** What a person granted to the program that gets it; absent: a person made it. */
  readonly grant?: { readonly id: string; readonly clientId: string; readonly resource: string }
  readonly isForTool?: boolean
  readonly bounds?: TokenBounds
  /** For whom the identity acts with it, and the token of theirs that says so. */
  readonly delegation?: { readonly onBehalfOfId: string; readonly parentId: string }
  /** The console's address, which is the token's issuer. */
  readonly consoleUrl: string
}

/** Signs a token and notes its id. Whether the caller may have it is for the caller's use-case to say. */
export async function issueToken(tx: Tx, masterKey: Buffer, request: TokenRequest): Promise<IssuedToken> {
  const {
    identityId,
    seconds,
    consoleUrl,
    scope = 'connect',
    isForTool = false,
    bounds,
    delegation,
    grant,
  } = request
  const { kid, key } = await signingKey(tx, masterKey)
  const { name, kind } = await tx.identity.findUniqueOrThrow({ where: { id: identityId } })
  const id = randomUUID()
  const issuedAt = new Date(Math.floor(Date.now() / 1_000) * 1_000)
  const expiresAt = new Date(issuedAt.getTime() + seconds * 1_000)
  const { connections = [], purpose = null, rowBudget = null } = bounds ?? {}
  await tx.token.create({
    data: {
      id,
      identityId,
      scope,
      expiresAt,
      isForTool,
      connections: [...connections],
      purpose,
      rowBudget,
      ...delegation,
      ...(grant && { grantId: grant.id }),
    },
  })
  const said = delegation ? { act: { sub: identityId, name } } : { name, kind }
  const token = await new SignJWT({ ...said, ...(grant && { client_id: grant.clientId }) })
    .setProtectedHeader({ alg: ALGORITHM, kid, typ: 'JWT' })
    .setIssuer(consoleUrl)
    .setAudience(grant?.resource || AUDIENCE)
    .setSubject(delegation?.onBehalfOfId ?? identityId)
    .setJti(id)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key)
  return { id, token, expiresAt }
}
