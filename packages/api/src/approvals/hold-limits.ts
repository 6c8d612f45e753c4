import type { Db } from '@sallyport/db'
import { z } from 'zod'
import { changes } from '../audit/changes'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'

const Seconds = z.int().min(10, 'Ten seconds at least').max(86_400, 'A day at most')

/** How long statements may wait that keep others waiting, in seconds; a rule's own time may be shorter. */
export const HoldLimits = z.object({
  /** Inside an open transaction. */
  inTransaction: Seconds,
  /** Inside a transaction that has locked others out. */
  withLocks: Seconds,
})
export type HoldLimits = z.infer<typeof HoldLimits>

export async function getHoldLimits(db: Db, organizationId: string): Promise<HoldLimits> {
  const { holdInTransactionSeconds, holdWithLocksSeconds } = await db.organization.findUniqueOrThrow({
    where: { id: organizationId },
    select: { holdInTransactionSeconds: true, holdWithLocksSeconds: true },
  })
  return { inTransaction: holdInTransactionSeconds, withLocks: holdWithLocksSeconds }
}

/** Holds from now on; what waits already keeps its end. */
export async function setHoldLimits(db: Db, member: Member, input: HoldLimits): Promise<void> {
  const { organizationId: id } = member
  const before = await getHoldLimits(db, id)
  await db.$transaction(async (tx) => {
    await tx.organization.update({
      where: { id },
      data: { holdInTransactionSeconds: input.inTransaction, holdWithLocksSeconds: input.withLocks },
    })
    await recordAudit(tx, member, {
      action: 'settings.hold-limits',
      subject: { type: 'settings', name: 'Held statements' },
      detail: changes({ ...before }, { ...input }),
    })
  })
}
