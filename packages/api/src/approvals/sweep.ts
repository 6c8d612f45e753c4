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
    await pause(EVERY_MS, signal)
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
