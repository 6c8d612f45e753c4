import { SallyportError } from '@sallyport/core'
import type { TokenModel, Tx } from '@sallyport/db'
import { type VerifiedToken, verifyToken } from '@sallyport/identity'
import { recordAudit } from '../audit/record-audit'
import type { Services } from '../context'
import { type Authenticated, authenticate, rowsLeftOf } from '../gateway/authenticate'
import { toIssuer } from '../issuers/to-issuer'
import { assertConnections } from './assert-connections'
import { type IssuedToken, issueToken } from './issue-token'
import { ownIssuer } from './own-issuer'
import type { ExchangeToken, TokenBounds } from './schema'

/**
 * RFC 8693: for the token of a person and the token of an agent, a token of the agent on behalf of the person. It ends
 * with the first of the two, may do no more than the person's may, and is revoked with it. Throws UNAUTHENTICATED for a
 * token that is not good, INVALID_INPUT for two that do not fit.
 */
export async function exchangeToken(
  { db, masterKey, settings }: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  { subjectToken, actorToken, seconds, ...wanted }: ExchangeToken,
): Promise<IssuedToken> {
  const { consoleUrl } = settings
  const foreign = await db.issuer.findMany({ where: { enabled: true } })
  const own = await ownIssuer(db, consoleUrl)
  const subject = await verifyToken(subjectToken, [own, ...foreign.map(toIssuer)])
  const organizationId = await organizationOf(db, subject, foreign)
  // Another organization may have registered an issuer of that name with keys of its own.
  const theirs = foreign.filter((issuer) => issuer.organizationId === organizationId)
  const actor = await verifyToken(actorToken, [own, ...theirs.map(toIssuer)])

  return db.$transaction(async (tx) => {
    const present = (token: VerifiedToken) => authenticate(tx, organizationId, toPresented(token, consoleUrl))
    const person = await present(subject)
    const agent = await present(actor)
    assertFit(person, agent, subject)
    const bounds = narrow(person.token, await rowsLeftOf(tx, person.token), wanted)
    await assertConnections(tx, organizationId, bounds.connections)
    const end = Math.min(subject.expiresAt.getTime(), actor.expiresAt.getTime(), Date.now() + seconds * 1_000)
    const issued = await issueToken(tx, masterKey, {
      identityId: agent.identity.id,
      seconds: Math.max(1, Math.floor((end - Date.now()) / 1_000)),
      bounds,
      delegation: { onBehalfOfId: person.identity.id, parentId: person.token.id },
      consoleUrl,
    })
    await recordAudit(
      tx,
      { type: 'system', organizationId },
      {
        action: 'token.exchange',
        subject: { type: 'agent', id: agent.identity.id, name: agent.identity.name },
        detail: {
          token: issued.id,
          onBehalfOf: person.identity.name,
          expiresAt: issued.expiresAt.toISOString(),
          ...bounds,
          connections: [...bounds.connections],
        },
      },
    )
    return issued
  })
}

/** The console's own token names somebody; another issuer's may be registered by several organizations. */
async function organizationOf(
  tx: Tx,
  token: VerifiedToken,
  foreign: readonly { readonly url: string; readonly organizationId: string }[],
): Promise<string> {
  const trusting = foreign.filter(({ url }) => url === token.issuer)
  if (trusting.length === 1 && trusting[0]) return trusting[0].organizationId
  const found = UUID.test(token.subject) && (await tx.identity.findUnique({ where: { id: token.subject } }))
  if (!found || trusting.length > 0) throw new SallyportError('UNAUTHENTICATED', 'the token was refused')
  return found.organizationId
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function toPresented(token: VerifiedToken, consoleUrl: string) {
  const { subject, tokenId, actors, issuer, digest, expiresAt, claims } = token
  const own = { subject, tokenId, actors }
  return issuer === consoleUrl
    ? own
    : { ...own, foreign: { issuer, digest, expiresAt, claims: { ...claims } } }
}

function assertFit(
  { identity: person, onBehalfOf }: Authenticated,
  agent: Authenticated,
  subject: VerifiedToken,
): void {
  if (person.kind !== 'person' || onBehalfOf)
    throw new SallyportError('INVALID_INPUT', 'subject_token must be a person’s own')
  if (agent.identity.kind !== 'agent' || agent.onBehalfOf)
    throw new SallyportError('INVALID_INPUT', 'actor_token must be an agent’s own')
  const mayAct = subject.claims['may_act'] // RFC 8693, section 4.4
  if (mayAct === undefined) return
  const named = typeof mayAct === 'object' && mayAct !== null && 'sub' in mayAct ? mayAct.sub : undefined
  if (named !== agent.identity.id && named !== agent.identity.name)
    throw new SallyportError('DENIED', 'subject_token names another agent in may_act')
}

/** No more than the person's token allows. */
function narrow(own: TokenModel, rowsLeft: number | null, wanted: TokenBounds): TokenBounds {
  const beyond =
    own.connections.length > 0 ? wanted.connections.filter((name) => !own.connections.includes(name)) : []
  if (beyond.length > 0) throw new SallyportError('DENIED', `subject_token is not for ${beyond.join(', ')}`)
  const budgets = [rowsLeft, wanted.rowBudget].filter((rows) => rows !== null)
  return {
    connections: wanted.connections.length > 0 ? wanted.connections : own.connections,
    purpose: wanted.purpose ?? own.purpose,
    rowBudget: budgets.length > 0 ? Math.min(...budgets) : null,
  }
}
