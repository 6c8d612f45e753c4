import type { Db } from '@sallyport/db'
import { z } from 'zod'
import type { GatewayCaller } from '../context'
import { notifyAlarm } from '../notifications/notify'
import { text } from '../words'

/** What a gateway says of itself when it connects and every ten seconds. */
export const GatewayStatus = z.object({
  version: text(100),
  policyVersion: z.int().nonnegative(),
  liveSessions: z.array(z.uuid()).max(100_000),
  /** Absent: from a gateway that does not say. A figure that makes no sense is no reason to lose the gateway. */
  spoolBytes: z.int().nonnegative().optional().catch(undefined),
  spoolLagMs: z.int().nonnegative().max(2_147_483_647).optional().catch(undefined),
  /** Why it can record nothing, and so runs nothing. */
  failure: text(500).optional().catch(undefined),
})
export type GatewayStatus = z.infer<typeof GatewayStatus>

/** Why a session ended of which no record will come: its gateway was killed before it wrote the first. */
export const NOTHING_RECORDED = 'gateway lost before anything was recorded'
/** A session that is opened right now may not be among the gateway's yet. */
const OPENING_MS = 60_000
const AT_ONCE = 1_000
/** Each process of a gateway says so every ten seconds. */
const FAILING_FOR_MS = 15_000

/** Not a change that anybody makes, so it has no audit row. */
export async function reportStatus(
  db: Db,
  gateway: GatewayCaller,
  { version, policyVersion, liveSessions, spoolBytes = 0, spoolLagMs = 0, failure }: GatewayStatus,
  now = Date.now(),
): Promise<void> {
  await db.gateway.update({
    where: { id: gateway.id, organizationId: gateway.organizationId },
    data: { version, policyVersion, spoolBytes, spoolLagMs, lastSeenAt: new Date() },
  })
  await noteFailure(db, gateway, failure ?? null, now)
  await endLost(db, gateway, new Set(liveSessions), now)
}

/** Told once when it begins, and once when it is over: when none of the gateway's processes has said it for a while. */
async function noteFailure(
  db: Db,
  { id, organizationId, name }: GatewayCaller,
  failure: string | null,
  now: number,
): Promise<void> {
  await db.$transaction(async (tx) => {
    if (failure) {
      const data = { failure, failureSeenAt: new Date(now) }
      const { count } = await tx.gateway.updateMany({ where: { id, organizationId, failure: null }, data })
      if (count === 0) await tx.gateway.update({ where: { id, organizationId }, data })
      else await notifyAlarm(tx, organizationId, 'recording.failed', `The gateway ${name}: ${failure}`)
      return
    }
    const { count } = await tx.gateway.updateMany({
      where: { id, organizationId, failureSeenAt: { lt: new Date(now - FAILING_FOR_MS) } },
      data: { failure: null, failureSeenAt: null },
    })
    if (count > 0)
      await notifyAlarm(tx, organizationId, 'recording.restored', `The gateway ${name} records again`)
  })
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
