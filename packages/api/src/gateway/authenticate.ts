import { SallyportError } from '@sallyport/core'
import type { TokenModel, Tx } from '@sallyport/db'
import { type Bearer, whoIs } from '../issuers/who-is'
import type { PresentedToken } from '../tokens/schema'

/** Who comes, and with which token. */
export interface Authenticated extends Bearer {
  /** The person whose agent it is, or for whom it acts: both see its sessions, and neither approves for it. */
  readonly ownerId: string | null
  readonly token: TokenModel
}

/**
 * Who the bearer of a verified token is now. Takes note of the token's use with the same condition by which it is
 * accepted. Throws UNAUTHENTICATED, always in the same words; DENIED when another issuer's token names nobody.
 */
export async function authenticate(
  tx: Tx,
  organizationId: string,
  input: PresentedToken,
): Promise<Authenticated> {
  return input.foreign
    ? byForeign(tx, organizationId, input, input.foreign)
    : byOwn(tx, organizationId, input)
}

async function byOwn(
  tx: Tx,
  organizationId: string,
  { subject, tokenId, actors }: PresentedToken,
): Promise<Authenticated> {
  const [actor, ...others] = actors
  if (tokenId === null || !isUuid(tokenId) || others.length > 0) throw refused()
  const identityId = actor ?? subject
  const token = await use(tx, {
    id: tokenId,
    identityId,
    issuerId: null,
    scope: 'connect',
    onBehalfOfId: actor === undefined ? null : subject,
  })
  const found = await tx.identity.findFirst({
    where: { id: identityId, organizationId, disabledAt: null },
    select: {
      id: true,
      kind: true,
      name: true,
      ownerId: true,
      owner: { select: { disabledAt: true } },
      groups: { select: { name: true } },
    },
  })
  if (!found || found.owner?.disabledAt) throw refused()
  const onBehalfOf = await principalOf(tx, organizationId, token)
  const { id, kind, name, ownerId } = found
  const groups = found.groups.map((group) => group.name)
  const person = token.isForTool ? 'tool' : 'person'
  const agent = onBehalfOf ? 'delegated-agent' : 'autonomous-agent'
  const identity = { id, kind, name, groups, origin: kind === 'person' ? person : agent } as const
  return { identity, onBehalfOf, actors: [], ownerId: onBehalfOf?.id ?? ownerId, token }
}

async function byForeign(
  tx: Tx,
  organizationId: string,
  { subject, actors }: PresentedToken,
  { issuer: url, digest, expiresAt, claims }: NonNullable<PresentedToken['foreign']>,
): Promise<Authenticated> {
  const issuer = await tx.issuer.findFirst({ where: { organizationId, url, enabled: true } })
  if (!issuer) throw refused()
  const bearer = await whoIs(tx, issuer, { subject, claims, actors })
  const { id: identityId } = bearer.identity
  const onBehalfOfId = bearer.onBehalfOf?.id ?? null
  const issuerId = issuer.id
  const seen = { identityId, issuerId, digest, expiresAt, onBehalfOfId }
  await tx.token.createMany({ data: [seen], skipDuplicates: true })
  const known = await tx.token.findFirst({ where: { issuerId, digest }, select: { id: true } })
  if (!known) throw refused()
  const token = await use(tx, { id: known.id, identityId, issuerId, onBehalfOfId })
  const { ownerId } = await tx.identity.findUniqueOrThrow({
    where: { id: identityId },
    select: { ownerId: true },
  })
  return { ...bearer, ownerId: onBehalfOfId ?? ownerId, token }
}

async function use(
  tx: Tx,
  where: Pick<TokenModel, 'id' | 'identityId' | 'issuerId' | 'onBehalfOfId'> & { readonly scope?: 'connect' },
): Promise<TokenModel> {
  if (!isUuid(where.identityId)) throw refused()
  const now = new Date()
  const [token] = await tx.token.updateManyAndReturn({
    where: { ...where, revokedAt: null, expiresAt: { gt: now } },
    data: { lastUsedAt: now },
  })
  if (!token) throw refused()
  return token
}

async function principalOf(tx: Tx, organizationId: string, { onBehalfOfId: id }: TokenModel) {
  if (id === null) return null
  const found = await tx.identity.findFirst({
    where: { id, organizationId, disabledAt: null },
    select: { id: true, name: true },
  })
  if (!found) throw refused()
  return found
}

/** A token may be given out for some connections only. */
export function assertMayUse({ connections }: TokenModel, name: string): void {
  if (connections.length === 0 || connections.includes(name)) return
  throw new SallyportError('DENIED', `this token is for ${connections.join(', ')} only`, {
    hint: `Get a token for "${name}".`,
  })
}

/**
 * What earlier sessions have left of the token's rows, and of those of the token that it was given out for; null: it is
 * not bound. Rows are counted when they were recorded, so that such a token opens one session at a time.
 */
export async function rowsLeftOf(tx: Tx, token: TokenModel): Promise<number | null> {
  const parent = token.parentId && (await tx.token.findUnique({ where: { id: token.parentId } }))
  const bound = [token, ...(parent ? [parent] : [])].filter(({ rowBudget }) => rowBudget !== null)
  const left = await Promise.all(bound.map((each) => rowsLeft(tx, each)))
  return left.length > 0 ? Math.min(...left) : null
}

async function rowsLeft(tx: Tx, { id, rowBudget }: TokenModel): Promise<number> {
  const used = { OR: [{ tokenId: id }, { token: { parentId: id } }] }
  await tx.$queryRaw`SELECT 1 FROM "Token" WHERE id = ${id}::uuid FOR UPDATE` // nobody opens another meanwhile
  if ((await tx.session.count({ where: { ...used, endedAt: null } })) > 0) {
    throw new SallyportError('LIMIT_EXCEEDED', 'a token for so many rows opens one session at a time', {
      hint: 'End the other session, and try again in a moment.',
    })
  }
  const { _sum: read } = await tx.session.aggregate({ where: used, _sum: { rowCount: true } })
  const left = (rowBudget ?? 0) - Number(read.rowCount ?? 0)
  if (left > 0) return left
  throw new SallyportError(
    'LIMIT_EXCEEDED',
    `the ${rowBudget} rows that this token was given out for are read`,
    {
      hint: 'Get another token, or ask for more rows.',
    },
  )
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function isUuid(text: string): boolean {
  return UUID.test(text)
}

function refused(): SallyportError {
  return new SallyportError('UNAUTHENTICATED', 'The token is not valid')
}
