import { setTimeout } from 'node:timers/promises'
import { indexStatements } from '../search/index-statements'
import { anchorLedgers } from './anchor-ledger'
import { retain } from './retain'
import type { Sealing } from './seal-segment'
import type { Sealer } from './sealer'

const EVERY_MS = 15_000
const HOURLY = 3_600_000 / EVERY_MS

/** Seals what has waited, indexes what an older version recorded, and hourly deletes what is kept no longer and anchors the ledgers, until the signal fires. */
export async function sweepRecordings(
  parts: Sealing,
  sealer: Sealer,
  signal: AbortSignal,
  report: (error: unknown) => void,
): Promise<void> {
  const anchored = new Map<string, number>()
  for (let turn = 0; !signal.aborted; turn++) {
    try {
      await sealer.sweep()
      while (!signal.aborted && (await indexStatements(parts.db)) > 0);
      if (turn % HOURLY === 0) {
        await retain(parts)
        await anchorLedgers(parts, anchored)
      }
    } catch (error) {
      report(error)
    }
    await setTimeout(EVERY_MS, undefined, { signal }).catch(() => undefined) // rejects when the signal fires
  }
  await sealer.idle()
}
