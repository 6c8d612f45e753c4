import type { TokenScope } from '@sallyport/core'
import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member, Services, Settings } from '../context'
import { findClient, type OAuthClient } from './clients'
import { OAuthError } from './oauth-error'
import { isAllowedRedirect, matchesRedirect } from './redirect-uri'
import type { AnswerAuthorization, Authorization } from './schema'
import { grantableScopes, readScopes } from './scopes'
import { hashSecret, randomSecret } from './secrets'

const CODE_SECONDS = 60
/** RFC 7636: 43 characters of base64url. */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/

/** A request for a person's consent that can be granted. */
export interface Asked {
  readonly client: Pick<OAuthClient, 'id' | 'name' | 'isOwn'>
  readonly scopes: readonly TokenScope[]
  readonly redirectUri: string
  readonly resource: string
}

export type ReadAuthorization =
  | { readonly kind: 'asked'; readonly asked: Asked }
  /** It is said to the program itself, at its own address. */
  | { readonly kind: 'redirect'; readonly to: string }
  /** Who asks, or where the answer would go, cannot be believed: it is said to the person, and nobody else. */
  | { readonly kind: 'refused'; readonly message: string }

/** Reads what a program asks of a person. */
export async function readAuthorization(
  db: Db,
  settings: Settings,
  request: Authorization,
): Promise<ReadAuthorization> {
  const client = await findClient(db, request.client_id)
  if (!client)
    return { kind: 'refused', message: 'This program is not known here. It has to register first.' }
  const redirectUri = redirectOf(client, request)
  if (redirectUri === null)
    return {
      kind: 'refused',
      message: 'The answer would go to an address that this program did not register.',
    }
  try {
    return {
      kind: 'asked',
      asked: { client: shown(client), redirectUri, ...check(client, settings, request) },
    }
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    const answer = { error: error.code, error_description: error.message }
    return { kind: 'redirect', to: redirectTo(redirectUri, answer, request, settings) }
  }
}

/** A person's answer; returns where their browser goes with it. */
export async function answerAuthorization(
  { db, settings }: Pick<Services, 'db' | 'settings'>,
  member: Member,
  { request, allow }: AnswerAuthorization,
): Promise<{ readonly to: string }> {
  const read = await readAuthorization(db, settings, request)
  if (read.kind === 'refused') throw new SallyportError('INVALID_INPUT', read.message)
  if (read.kind === 'redirect') return { to: read.to }
  const { client, scopes, redirectUri, resource } = read.asked
  if (!allow) {
    const answer = { error: 'access_denied', error_description: 'the person refused' }
    return { to: redirectTo(redirectUri, answer, request, settings) }
  }
  const code = randomSecret()
  await db.$transaction(async (tx) => {
    const granted = { identityId: member.id, clientId: client.id, clientName: client.name, resource }
    const { id } = await tx.oAuthGrant.create({
      data: { ...granted, scopes: [...grantableScopes(member.role, scopes)] },
    })
    const expiresAt = new Date(Date.now() + CODE_SECONDS * 1_000)
    const challenge = request.code_challenge ?? null
    await tx.oAuthSecret.create({
      data: { hash: hashSecret(code), kind: 'code', grantId: id, redirectUri, challenge, expiresAt },
    })
    await tx.oAuthClient.updateMany({ where: { id: uuidOf(client) }, data: { grantedAt: new Date() } })
    await recordAudit(tx, member, {
      action: 'token.grant',
      subject: { type: 'person', id: member.id, name: member.name },
      detail: { program: client.name, client: client.id, scopes: [...scopes], redirectUri },
    })
  })
  return { to: redirectTo(redirectUri, { code }, request, settings) }
}

function redirectOf({ redirectUris }: OAuthClient, { redirect_uri: asked }: Authorization): string | null {
  const [only, ...more] = redirectUris
  if (asked === undefined)
    return only !== undefined && more.length === 0 && isAllowedRedirect(only) ? only : null
  return redirectUris.some((registered) => matchesRedirect(registered, asked)) ? asked : null
}

function check(client: OAuthClient, settings: Settings, request: Authorization) {
  const { response_type, code_challenge, code_challenge_method: method, scope, resource = '' } = request
  if (response_type !== 'code')
    throw new OAuthError('unsupported_response_type', 'response_type must be code')
  if (!code_challenge || method !== 'S256' || !CHALLENGE.test(code_challenge))
    throw new OAuthError('invalid_request', 'PKCE is needed, with S256')
  return { scopes: readScopes(client, scope), resource: readResource(client, settings, resource) }
}

/** Registered programs get tokens for the gateways' MCP, whether they name it or not. */
function readResource({ isOwn }: OAuthClient, { gatewayMcp }: Settings, resource: string): string {
  if (resource === '') return isOwn ? '' : gatewayMcp
  if (URL.canParse(resource) && new URL(resource).href.replace(/\/$/, '') === gatewayMcp.replace(/\/$/, ''))
    return gatewayMcp
  throw new OAuthError('invalid_target', `tokens are for ${gatewayMcp}`)
}

/** RFC 9207: the answer says who gives it. */
function redirectTo(
  redirectUri: string,
  answer: Readonly<Record<string, string>>,
  { state }: Authorization,
  { consoleUrl }: Settings,
): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries({ ...answer, ...(state && { state }), iss: consoleUrl }))
    url.searchParams.set(name, value)
  return url.href
}

function shown({ id, name, isOwn }: OAuthClient) {
  return { id, name, isOwn }
}

const NOBODY = '00000000-0000-0000-0000-000000000000'
const uuidOf = ({ id, isOwn }: Pick<OAuthClient, 'id' | 'isOwn'>) => (isOwn ? NOBODY : id)
