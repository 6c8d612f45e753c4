import { SallyportError } from '@sallyport/core'
import { deleteRecording } from './delete-recording'
import type { Sealing } from './seal-segment'

const AT_ONCE = 50
const DAY_MS = 86_400_000

/** Deletes the recordings that their connections keep no longer. Returns how many. */
export async function retain(parts: Sealing, now = Date.now()): Promise<number> {
  let deleted = 0
  const connections = await parts.db.connection.findMany({
    where: { retentionDays: { not: null } },
    select: { id: true, organizationId: true, retentionDays: true },
  })
  for (const { id: connectionId, organizationId, retentionDays } of connections) {
    if (retentionDays === null) continue
    const due = await parts.db.session.findMany({
      where: {
        connectionId,
        organizationId,
        endedAt: { lt: new Date(now - retentionDays * DAY_MS) },
        legalHold: null,
        recordingDeletedAt: null,
      },
      select: { id: true },
      take: AT_ONCE,
    })
    for (const { id } of due) {
      try {
        await deleteRecording(parts, { type: 'system', organizationId }, id, `kept for ${retentionDays} days`)
        deleted += 1
      } catch (error) {
        // Put under hold, or deleted by another console, since it was looked up.
        if (!(error instanceof SallyportError && error.code === 'CONFLICT')) throw error
      }
    }
  }
  return deleted
}
