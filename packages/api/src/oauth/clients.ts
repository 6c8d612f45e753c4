import type { TokenScope } from '@sallyport/core'
import type { Db, Tx } from '@sallyport/db'
import { z } from 'zod'
import { OAuthError } from './oauth-error'
import { isAllowedRedirect } from './redirect-uri'

/** A program that asks people for tokens. */
export interface OAuthClient {
  readonly id: string
  /** As it calls itself. */
  readonly name: string
  readonly redirectUris: readonly string[]
  /** What it may ask for. */
  readonly scopes: readonly TokenScope[]
  /** Ours, whose name can be believed. */
  readonly isOwn: boolean
}

/** The command line. It keeps no secret, like every program on people's machines. */
export const COMMAND_LINE: OAuthClient = {
  id: 'sallyport-cli',
  name: 'The sallyport command',
  redirectUris: ['http://127.0.0.1/callback'],
  scopes: ['connect', 'read', 'manage'],
  isOwn: true,
}

/** Programs that anybody may register open databases only, never the console. */
const REGISTERED_SCOPES: readonly TokenScope[] = ['connect']
const MAX_REDIRECT_URIS = 10
/** Whoever registers and is never let in is forgotten after a day, and so many may wait for it. */
const FORGOTTEN_AFTER_MS = 86_400_000
const MAX_WAITING = 5_000

/** RFC 7591. What is not used here may be in it. */
const Registration = z.object({
  redirect_uris: z.array(z.string().max(2_000)).min(1).max(MAX_REDIRECT_URIS),
  client_name: z
    .string()
    .max(200)
    .transform((name) =>
      name
        .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
        .trim()
        .slice(0, 80),
    )
    .optional(),
  token_endpoint_auth_method: z.string().optional(),
})

export async function findClient(db: Db | Tx, id: string): Promise<OAuthClient | null> {
  if (id === COMMAND_LINE.id) return COMMAND_LINE
  if (!z.uuid().safeParse(id).success) return null
  const found = await db.oAuthClient.findUnique({ where: { id } })
  return found && { ...found, scopes: REGISTERED_SCOPES, isOwn: false }
}

/** Registers a program by what it says of itself. It gets no secret: PKCE binds a code to who asked for it. */
export async function registerClient(db: Db, body: unknown) {
  const parsed = Registration.safeParse(body)
  if (!parsed.success)
    throw new OAuthError('invalid_client_metadata', 'redirect_uris must be a list of addresses')
  const { redirect_uris: redirectUris, client_name, token_endpoint_auth_method: method } = parsed.data
  const wrong = redirectUris.find((uri) => !isAllowedRedirect(uri))
  if (wrong !== undefined)
    throw new OAuthError(
      'invalid_redirect_uri',
      'a redirect address is https, http of this machine, or of a program’s own scheme, without a fragment',
    )
  await db.oAuthClient.deleteMany({
    where: { grantedAt: null, createdAt: { lt: new Date(Date.now() - FORGOTTEN_AFTER_MS) } },
  })
  if ((await db.oAuthClient.count({ where: { grantedAt: null } })) >= MAX_WAITING)
    throw new OAuthError('temporarily_unavailable', 'too many programs register: try again later')
  const { id, name, createdAt } = await db.oAuthClient.create({
    data: { name: client_name || 'A program without a name', redirectUris },
  })
  return {
    client_id: id,
    client_id_issued_at: Math.floor(createdAt.getTime() / 1_000),
    client_name: name,
    redirect_uris: redirectUris,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    // Who asks for another method is told what it got, as RFC 7591 has it.
    token_endpoint_auth_method: 'none',
    scope: REGISTERED_SCOPES.join(' '),
    ...(method && method !== 'none' && { client_secret_expires_at: 0 }),
  }
}
