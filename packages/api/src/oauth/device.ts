import type { TokenScope } from '@sallyport/core'
import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member, Services } from '../context'
import { orNotFound } from '../not-found'
import { findClient } from './clients'
import { OAuthError } from './oauth-error'
import { issue, type TokenAnswer } from './redeem'
import type { AnswerDevice, ByUserCode } from './schema'
import { grantableScopes, readScopes } from './scopes'
import { hashSecret, randomSecret, randomUserCode } from './secrets'

const EXPIRES_SECONDS = 600
const INTERVAL_SECONDS = 5
const MAX_WAITING = 1_000

/** A program without a browser begins: RFC 8628, section 3.2. Only ours: an unknown one could be a trap to click on. */
export async function beginDevice(
  { db, settings }: Pick<Services, 'db' | 'settings'>,
  { clientId, scope }: { clientId: string; scope: string | undefined },
) {
  const client = await findClient(db, clientId)
  if (!client?.isOwn) throw new OAuthError('unauthorized_client', 'this program cannot sign in by a code')
  const now = new Date()
  await db.oAuthDevice.deleteMany({ where: { expiresAt: { lt: now } } })
  if ((await db.oAuthDevice.count()) >= MAX_WAITING)
    throw new OAuthError('temporarily_unavailable', 'too many programs wait: try again later')
  const code = randomSecret()
  const userCode = randomUserCode()
  await db.oAuthDevice.create({
    data: {
      hash: hashSecret(code),
      userCode,
      clientId: client.id,
      clientName: client.name,
      scopes: [...readScopes(client, scope)],
      expiresAt: new Date(now.getTime() + EXPIRES_SECONDS * 1_000),
    },
  })
  const shown = `${userCode.slice(0, 4)}-${userCode.slice(4)}`
  return {
    device_code: code,
    user_code: shown,
    verification_uri: `${settings.consoleUrl}/oauth/device`,
    verification_uri_complete: `${settings.consoleUrl}/oauth/device?code=${shown}`,
    expires_in: EXPIRES_SECONDS,
    interval: INTERVAL_SECONDS,
  }
}

/** What a person is asked who typed a code. */
export async function getDevice(
  db: Db,
  { userCode }: ByUserCode,
): Promise<{ readonly name: string; readonly scopes: readonly TokenScope[] }> {
  const found = await db.oAuthDevice.findFirst({
    where: { userCode, status: 'pending', expiresAt: { gt: new Date() } },
  })
  const { clientName, scopes } = orNotFound(found, 'program that waits with this code')
  return { name: clientName, scopes }
}

export async function answerDevice(db: Db, member: Member, { userCode, allow }: AnswerDevice): Promise<void> {
  await db.$transaction(async (tx) => {
    const { count } = await tx.oAuthDevice.updateMany({
      where: { userCode, status: 'pending', expiresAt: { gt: new Date() } },
      data: { status: allow ? 'approved' : 'denied' },
    })
    if (count === 0) throw new SallyportError('NOT_FOUND', 'No program waits with this code any more')
    if (!allow) return
    const { clientId, clientName, scopes } = await tx.oAuthDevice.findUniqueOrThrow({ where: { userCode } })
    const granted = { identityId: member.id, clientId, clientName }
    const grant = await tx.oAuthGrant.create({
      data: { ...granted, scopes: [...grantableScopes(member.role, scopes)] },
    })
    await tx.oAuthDevice.update({ where: { userCode }, data: { grantId: grant.id } })
    await recordAudit(tx, member, {
      action: 'token.grant',
      subject: { type: 'person', id: member.id, name: member.name },
      detail: { program: clientName, client: clientId, scopes, device: true },
    })
  })
}

/** The program asks whether a person has answered: RFC 8628, section 3.5. */
export async function redeemDevice(
  services: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  { code, clientId }: { code: string; clientId: string },
): Promise<TokenAnswer> {
  const { db } = services
  const hash = hashSecret(code)
  const found = await db.oAuthDevice.findUnique({ where: { hash } })
  if (!found || found.clientId !== clientId)
    throw new OAuthError('invalid_grant', 'the device code is not known')
  const now = Date.now()
  if (found.expiresAt.getTime() <= now) throw new OAuthError('expired_token', 'nobody answered in time')
  if (found.status === 'denied') throw new OAuthError('access_denied', 'the person refused')
  if (found.status === 'pending') {
    await db.oAuthDevice.update({ where: { hash }, data: { lastPolledAt: new Date() } })
    const since = now - (found.lastPolledAt?.getTime() ?? 0)
    if (since < (INTERVAL_SECONDS - 1) * 1_000) throw new OAuthError('slow_down', 'ask less often')
    throw new OAuthError('authorization_pending', 'nobody has answered yet')
  }
  const { count } = await db.oAuthDevice.updateMany({
    where: { hash, status: 'approved' },
    data: { status: 'used' },
  })
  const grant = found.grantId && (await db.oAuthGrant.findUnique({ where: { id: found.grantId } }))
  if (count === 0 || !grant) throw new OAuthError('invalid_grant', 'the device code was used')
  return issue(services, grant, undefined)
}
