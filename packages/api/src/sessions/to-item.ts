import type { IdentityKind, Origin } from '@sallyport/core'
import type { Prisma, SessionModel } from '@sallyport/db'
import { Origin as OriginWord } from '../words'

export interface SessionItem {
  readonly id: string
  readonly identity: { readonly id: string; readonly name: string; readonly kind: IdentityKind }
  readonly origin: Origin
  /** The person for whom the identity acted, by its token. */
  readonly onBehalfOf: string | null
  /** Who else is in the chain of delegation, the nearest first, as the issuer names them. */
  readonly actors: readonly string[]
  /** What the token was given out for. */
  readonly purpose: string | null
  /** Who issued the token; null: the console. */
  readonly issuerName: string | null
  readonly connectionId: string | null
  readonly connectionName: string
  readonly gatewayName: string
  readonly protocol: string
  readonly clientAddress: string
  readonly clientApplication: string
  /** The driver that its first statements are known from, as much claimed as the above; empty: none is. */
  readonly clientDriver: string
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly endReason: string | null
  readonly live: boolean
  readonly statementCount: number
  readonly heldCount: number
  readonly deniedCount: number
  readonly rowCount: number
  readonly maskedCount: number
  readonly recordingBytes: number
  readonly eventCount: number
  /** Hex; null before the first event. */
  readonly chainHead: string | null
  /** So much of the recording stands under a signature. */
  readonly sealedBytes: number
  /** Why the recording must be kept; null: no hold. */
  readonly legalHold: string | null
  readonly recordingDeletedAt: Date | null
  readonly recordingDeletedWhy: string | null
}

export const SESSION_INCLUDE = {
  identity: { select: { kind: true } },
  gateway: { select: { name: true } },
  issuer: { select: { name: true } },
} as const satisfies Prisma.SessionInclude

type SessionRow = Omit<SessionModel, 'sealedKey'> & {
  readonly identity: { readonly kind: IdentityKind }
  readonly gateway: { readonly name: string }
  readonly issuer: { readonly name: string } | null
}

export function toSessionItem(row: SessionRow): SessionItem {
  return {
    id: row.id,
    identity: { id: row.identityId, name: row.identityName, kind: row.identity.kind },
    origin: OriginWord.parse(row.origin),
    onBehalfOf: row.onBehalfOfName,
    actors: row.actors,
    purpose: row.purpose,
    issuerName: row.issuer?.name ?? null,
    connectionId: row.connectionId,
    connectionName: row.connectionName,
    gatewayName: row.gateway.name,
    protocol: row.protocol,
    clientAddress: row.clientAddress,
    clientApplication: row.clientApplication,
    clientDriver: row.clientDriver,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    endReason: row.endReason,
    live: row.endedAt === null,
    statementCount: row.statementCount,
    heldCount: row.heldCount,
    deniedCount: row.deniedCount,
    rowCount: Number(row.rowCount),
    maskedCount: Number(row.maskedCount),
    recordingBytes: Number(row.recordingBytes),
    eventCount: row.eventCount,
    chainHead: row.chainHead && Buffer.from(row.chainHead).toString('hex'),
    sealedBytes: Number(row.sealedBytes),
    legalHold: row.legalHold,
    recordingDeletedAt: row.recordingDeletedAt,
    recordingDeletedWhy: row.recordingDeletedWhy,
  }
}
