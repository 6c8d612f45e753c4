import type { TokenScope } from '@sallyport/core'
import type { Db, Tx } from '@sallyport/db'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Services } from '../context'
import { issueToken } from '../tokens/issue-token'
import { revokeTokens } from '../tokens/revoke-tokens'
import { ALGORITHM, publicKeys } from '../tokens/signing-key'
import { COMMAND_LINE } from './clients'
import { OAuthError } from './oauth-error'
import { challengeOf, hashSecret, randomSecret } from './secrets'

type Redeem = Pick<Services, 'db' | 'masterKey' | 'settings'>

/** RFC 6749, section 5.1. */
export interface TokenAnswer {
  readonly access_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
  readonly refresh_token: string
  readonly scope: TokenScope
}

/** A session ends with its token, and people work longer in psql than an agent does in a task. */
const HOURS = { program: 1, commandLine: 8 } as const
/** A grant that is not used for so long ends. */
const REFRESH_DAYS = 30
/** Two of a client's processes may renew at once, and an answer may be lost on its way; later it is a thief. */
const REUSE_SECONDS = 30

/** Exchanges a code for tokens, once, for whoever knows the verifier of its challenge. */
export async function redeemCode(
  services: Redeem,
  { code, clientId, redirectUri, verifier }: Record<'code' | 'clientId' | 'redirectUri' | 'verifier', string>,
): Promise<TokenAnswer> {
  const found = await services.db.oAuthSecret.findFirst({
    where: { hash: hashSecret(code), kind: 'code' },
    include: { grant: true },
  })
  if (!found || found.grant.clientId !== clientId) throw unknown('code')
  const { count } = await services.db.oAuthSecret.updateMany({
    where: { hash: found.hash, usedAt: null, expiresAt: { gt: new Date() } },
    data: { usedAt: new Date() },
  })
  if (count === 0) {
    // RFC 6749, section 4.1.2: what came of a code that is tried again is not to be trusted.
    if (found.usedAt) await services.db.$transaction((tx) => revokeGrant(tx, found.grantId))
    throw unknown('code')
  }
  if (found.challenge !== challengeOf(verifier)) throw unknown('code')
  if (redirectUri !== found.redirectUri) throw unknown('code')
  return issue(services, found.grant, undefined)
}

/** Renews an access token. The refresh token is good once; a new one comes with the answer. */
export async function refresh(
  services: Redeem,
  { token, clientId, scope }: { token: string; clientId: string; scope: string | undefined },
): Promise<TokenAnswer> {
  const found = await services.db.oAuthSecret.findFirst({
    where: { hash: hashSecret(token), kind: 'refresh', expiresAt: { gt: new Date() } },
    include: { grant: true },
  })
  if (!found || found.grant.clientId !== clientId || found.grant.revokedAt) throw unknown('refresh token')
  const { count } = await services.db.oAuthSecret.updateMany({
    where: { hash: found.hash, OR: [{ usedAt: null }, { usedAt: { gt: secondsAgo(REUSE_SECONDS) } }] },
    data: { usedAt: found.usedAt ?? new Date() },
  })
  if (count === 0) {
    await services.db.$transaction((tx) => revokeGrant(tx, found.grantId))
    throw unknown('refresh token')
  }
  return issue(services, found.grant, scope)
}

interface Grant {
  readonly id: string
  readonly identityId: string
  readonly clientId: string
  readonly scopes: readonly TokenScope[]
  readonly resource: string
}

/** One access token for one scope of the grant, the first if none is named, and what renews it. */
export async function issue(
  { db, masterKey, settings }: Redeem,
  grant: Grant,
  wanted: string | undefined,
): Promise<TokenAnswer> {
  const { id: grantId, identityId, clientId, scopes, resource } = grant
  const scope = wanted ? scopes.find((each) => wanted.split(' ').includes(each)) : scopes[0]
  if (!scope) throw new OAuthError('invalid_scope', 'that was not granted')
  const hours = clientId === COMMAND_LINE.id ? HOURS.commandLine : HOURS.program
  const secret = randomSecret()
  return db.$transaction(async (tx) => {
    const now = new Date()
    const { count } = await tx.oAuthGrant.updateMany({
      where: { id: grantId, revokedAt: null, identity: { disabledAt: null } },
      data: { lastUsedAt: now },
    })
    if (count === 0) throw unknown('grant')
    await tx.oAuthSecret.deleteMany({ where: { grantId, expiresAt: { lt: now } } })
    const expiresAt = new Date(now.getTime() + REFRESH_DAYS * 86_400_000)
    await tx.oAuthSecret.create({ data: { hash: hashSecret(secret), kind: 'refresh', grantId, expiresAt } })
    const { token } = await issueToken(tx, masterKey, {
      identityId,
      seconds: hours * 3_600,
      scope,
      isForTool: clientId !== COMMAND_LINE.id,
      consoleUrl: settings.consoleUrl,
      grant: { id: grantId, clientId, resource },
    })
    const answer = { access_token: token, token_type: 'Bearer', expires_in: hours * 3_600 } as const
    return { ...answer, refresh_token: secret, scope }
  })
}

/** Ends a grant with all that came of it. */
export async function revokeGrant(tx: Tx, id: string): Promise<boolean> {
  const now = new Date()
  const { count } = await tx.oAuthGrant.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: now },
  })
  if (count === 0) return false
  await tx.oAuthSecret.deleteMany({ where: { grantId: id, kind: 'refresh' } })
  const { identity } = await tx.oAuthGrant.findUniqueOrThrow({
    where: { id },
    select: { identity: { select: { organizationId: true } } },
  })
  await revokeTokens(tx, identity.organizationId, { grantId: id }, 'the program’s access was revoked')
  return true
}

/** RFC 7009: of a refresh token the grant ends, of an access token that one. What is not known is as good as revoked. */
export async function revokeByProgram(
  { db, settings }: Pick<Services, 'db' | 'settings'>,
  token: string,
  clientId: string,
): Promise<void> {
  const found = await db.oAuthSecret.findFirst({
    where: { hash: hashSecret(token), kind: 'refresh', grant: { clientId } },
  })
  if (found) await db.$transaction((tx) => revokeGrant(tx, found.grantId))
  else await revokeAccessToken(db, settings.consoleUrl, token, clientId)
}

async function revokeAccessToken(db: Db, issuer: string, token: string, clientId: string): Promise<void> {
  const keys = createLocalJWKSet({ keys: [...(await publicKeys(db))] })
  const verified = await jwtVerify(token, keys, { issuer, algorithms: [ALGORITHM] }).catch(() => null)
  const id = z.uuid().safeParse(verified?.payload.jti)
  if (!id.success) return
  await db.$transaction(async (tx) => {
    const found = await tx.token.findFirst({
      where: { id: id.data, grant: { clientId } },
      select: { identity: { select: { organizationId: true } } },
    })
    if (!found) return
    await revokeTokens(tx, found.identity.organizationId, { id: id.data }, 'the token was given back')
  })
}

const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1_000)
const unknown = (what: string) => new OAuthError('invalid_grant', `the ${what} is not known, used or over`)
