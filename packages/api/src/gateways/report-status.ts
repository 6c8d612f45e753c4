import type { Db } from '@sallyport/db'
import { z } from 'zod'
import type { GatewayCaller } from '../context'
import { text } from '../words'

/** What a gateway says of itself when it connects and every ten seconds. */
export const GatewayStatus = z.object({
  version: text(100),
  policyVersion: z.int().nonnegative(),
  liveSessions: z.array(z.uuid()).max(100_000),
  /** Absent: from a gateway that does not say. A figure that makes no sense is no reason to lose the gateway. */
  spoolBytes: z.int().nonnegative().optional().catch(undefined),
  spoolLagMs: z.int().nonnegative().max(2_147_483_647).optional().catch(undefined),
})
export type GatewayStatus = z.infer<typeof GatewayStatus>

/** Why a session ended of which no record will come: its gateway was killed before it wrote the first. */
export const NOTHING_RECORDED = 'gateway lost before anything was recorded'
/** A session that is opened right now may not be among the gateway's yet. */
const OPENING_MS = 60_000
const AT_ONCE = 1_000

/** Not a change that anybody makes, so it has no audit row. */
export async function reportStatus(
  db: Db,
  gateway: GatewayCaller,
  { version, policyVersion, liveSessions, spoolBytes = 0, spoolLagMs = 0 }: GatewayStatus,
  now = Date.now(),
): Promise<void> {
  await db.gateway.update({
    where: { id: gateway.id, organizationId: gateway.organizationId },
    data: { version, policyVersion, spoolBytes, spoolLagMs, lastSeenAt: new Date() },
  })
  await endLost(db, gateway, new Set(liveSessions), now)
}

/**
 * Ends what the gateway does not have and never recorded anything of, so that no session stays open for ever. Should
 * its spool hold a record after all, that is still taken: see RecordingIngest.
 */
async function endLost(
  db: Db,
  { id: gatewayId, organizationId }: GatewayCaller,
  live: ReadonlySet<string>,
  now: number,
): Promise<void> {
  const unrecorded = { gatewayId, organizationId, endedAt: null, recordingBytes: 0 }
  const opened = await db.session.findMany({
    where: { ...unrecorded, startedAt: { lt: new Date(now - OPENING_MS) } },
    select: { id: true },
    take: AT_ONCE,
  })
  const lost = opened.map(({ id }) => id).filter((id) => !live.has(id))
  if (lost.length === 0) return
  await db.session.updateMany({
    where: { ...unrecorded, id: { in: lost } },
    data: { endedAt: new Date(now), endReason: NOTHING_RECORDED },
  })
}
