import type { Db } from '@sallyport/db'
import { notifyAlarm } from '../notifications/notify'

/** Says to everybody that recordings cannot be put into their store. Told once, whichever console notices first. */
export async function noteStoreFailure(db: Db, why: string): Promise<void> {
  const well = { recordingsFailingSince: null }
  for (const { id } of await db.organization.findMany({ where: well, select: { id: true } })) {
    await db.$transaction(async (tx) => {
      const data = { recordingsFailingSince: new Date(), recordingsFailure: why }
      const { count } = await tx.organization.updateMany({ where: { id, ...well }, data })
      if (count > 0) await notifyAlarm(tx, id, 'recording.failed', `The console: ${why}`)
    })
  }
}

/** A recording was put into the store: whatever was wrong with it is over. */
export async function noteStoreWorks(db: Db): Promise<void> {
  const failing = { recordingsFailingSince: { not: null } }
  for (const { id } of await db.organization.findMany({ where: failing, select: { id: true } })) {
    await db.$transaction(async (tx) => {
      const data = { recordingsFailingSince: null, recordingsFailure: null }
      const { count } = await tx.organization.updateMany({ where: { id, ...failing }, data })
      if (count > 0)
        await notifyAlarm(tx, id, 'recording.restored', 'The store of the recordings takes them again')
    })
  }
}
