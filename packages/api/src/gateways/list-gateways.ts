import type { Tx } from '@sallyport/db'

/** A gateway reports every 10 seconds; three reports missed, and it counts as gone. */
const ONLINE_WITHIN_MS = 30_000

export interface GatewayItem {
  readonly id: string
  readonly name: string
  readonly version: string | null
  readonly online: boolean
  readonly lastSeenAt: Date | null
  readonly policyVersion: number | null
  /** Does it know the newest policy? */
  readonly current: boolean
  readonly liveSessions: number
  /** Recorded and not taken by the console yet, and how old the oldest of it is. */
  readonly spoolBytes: number
  readonly spoolLagMs: number
  /** Why it can record nothing, and so runs nothing. */
  readonly failure: string | null
  /** It takes no new sessions since then. */
  readonly drainingAt: Date | null
  readonly createdAt: Date
}

export async function listGateways(tx: Tx, organizationId: string): Promise<readonly GatewayItem[]> {
  const { policyVersion } = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } })
  const rows = await tx.gateway.findMany({
    where: { organizationId },
    orderBy: { name: 'asc' },
    include: { _count: { select: { sessions: { where: { endedAt: null } } } } },
  })
  const since = Date.now() - ONLINE_WITHIN_MS
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    version: row.version,
    online: row.lastSeenAt !== null && row.lastSeenAt.getTime() > since,
    lastSeenAt: row.lastSeenAt,
    policyVersion: row.policyVersion,
    current: row.policyVersion === policyVersion,
    liveSessions: row._count.sessions,
    spoolBytes: Number(row.spoolBytes),
    spoolLagMs: row.spoolLagMs,
    failure: row.failure,
    drainingAt: row.drainingAt,
    createdAt: row.createdAt,
  }))
}
