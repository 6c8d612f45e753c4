import { setTimeout } from 'node:timers/promises'
import type { Db } from '@sallyport/db'
import { expireApprovals } from './expire-approvals'

const EVERY_MS = 1_000

/**
 * Expires approvals as they fall due, until the signal fires. A database that is away is tried again; that it is away
 * is reported once.
 */
export async function sweep(db: Db, signal: AbortSignal, report: (error: unknown) => void): Promise<void> {
  let isFailing = false
  while (!signal.aborted) {
    try {
      await expireApprovals(db)
      isFailing = false
    } catch (error) {
      if (!isFailing) report(error)
      isFailing = true
    }
    await setTimeout(EVERY_MS, undefined, { signal }).catch(() => undefined) // rejects when the signal fires
  }
}
