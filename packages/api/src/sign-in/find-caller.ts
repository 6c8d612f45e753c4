import type { Db, Prisma } from '@sallyport/db'
import type { Caller, GatewayCaller, Member } from '../context'
import { GATEWAY_PREFIX, hashCredential } from '../gateways/credential'
import { verifyToken } from '../tokens/verify-token'

export interface Credentials {
  /** The `Authorization` header; when there is one, cookies count for nothing. */
  readonly authorization: string | null
  /** What the console's cookie names, its signature checked. */
  readonly consoleSessionId: string | null
}

interface Issuer {
  readonly consoleUrl: string
}

/** Who calls, as the database knows them now: not disabled, not revoked, not expired. */
export async function findCaller(
  db: Db,
  { consoleUrl }: Issuer,
  credentials: Credentials,
): Promise<Caller | null> {
  const { authorization, consoleSessionId } = credentials
  if (authorization !== null) {
    const credential = /^Bearer (\S+)$/i.exec(authorization)?.[1]
    if (!credential) return null
    if (credential.startsWith(GATEWAY_PREFIX)) return findGateway(db, credential)
    return findBearer(db, consoleUrl, credential)
  }
  return consoleSessionId === null ? null : findSignedIn(db, consoleSessionId)
}

export async function findGateway(db: Db, credential: string): Promise<GatewayCaller | null> {
  const row = await db.gateway.findUnique({
    where: { credentialHash: hashCredential(credential) },
    select: { id: true, name: true, organizationId: true },
  })
  return row && { type: 'gateway', ...row }
}

/** One write a minute says well enough whether a sign-in is used. */
const SEEN_EVERY_MS = 60_000

async function findSignedIn(db: Db, id: string): Promise<Member | null> {
  const session = await db.consoleSession.findFirst({
    where: {
      id,
      revokedAt: null,
      awaitsFactor: false,
      expiresAt: { gt: new Date() },
      identity: { disabledAt: null, kind: 'person' },
    },
    select: { lastSeenAt: true, identity: { include: MEMBER_INCLUDE } },
  })
  if (!session) return null
  const now = new Date()
  if (now.getTime() - (session.lastSeenAt?.getTime() ?? 0) > SEEN_EVERY_MS) {
    await db.consoleSession.updateMany({ where: { id, revokedAt: null }, data: { lastSeenAt: now } })
  }
  return toMember(session.identity, { consoleSessionId: id, tokenScope: null })
}

async function findBearer(db: Db, consoleUrl: string, credential: string): Promise<Member | null> {
  const claims = await verifyToken(db, consoleUrl, credential)
  if (!claims) return null
  const { tokenId, identityId } = claims
  const now = new Date()
  const where = {
    id: tokenId,
    identityId,
    revokedAt: null,
    expiresAt: { gt: now },
    identity: { disabledAt: null },
  }
  await db.token.updateMany({ where, data: { lastUsedAt: now } })
  const token = await db.token.findFirst({
    where,
    select: { scope: true, identity: { include: MEMBER_INCLUDE } },
  })
  return token && toMember(token.identity, { consoleSessionId: null, tokenScope: token.scope })
}

const MEMBER_INCLUDE = {
  groups: { select: { name: true } },
  organization: { select: { name: true } },
} as const satisfies Prisma.IdentityInclude

type Row = Prisma.IdentityGetPayload<{ include: typeof MEMBER_INCLUDE; omit: { passwordHash: true } }>

function toMember(row: Row, came: Pick<Member, 'consoleSessionId' | 'tokenScope'>): Member {
  const { id, name, email, role, organizationId, groups, organization } = row
  return {
    type: 'member',
    id,
    name,
    email,
    role,
    groups: groups.map((group) => group.name),
    organizationId,
    organizationName: organization.name,
    ...came,
  }
}
