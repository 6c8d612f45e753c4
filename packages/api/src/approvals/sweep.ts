import { setTimeout } from 'node:timers/promises'
import type { Db } from '@sallyport/db'
import { expireApprovals } from './expire-approvals'

const EVERY_MS = 1_000

/** Expires approvals as they fall due, until the signal fires. A database that is away is tried again. */
export async function sweep(db: Db, signal: AbortSignal, report: (error: unknown) => void): Promise<void> {
  while (!signal.aborted) {
    try {
      await expireApprovals(db)
    } catch (error) {
      report(error)
    }
    await setTimeout(EVERY_MS, undefined, { signal }).catch(() => undefined) // rejects when the signal fires
  }
}
