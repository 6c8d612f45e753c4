import { hex } from '@sallyport/recording'
import type { Sealing } from './seal-segment'
import { signRecording } from './sign'

const KEPT_FOR_MS = 365 * 86_400_000

/**
 * Writes the head of each organization's ledger that grew since the last time to the recordings' store, where the
 * store can lock it: whoever rewrites the database cannot rewrite that. `anchored` remembers what was written.
 */
export async function anchorLedgers(
  { db, masterKey, store }: Sealing,
  anchored: Map<string, number>,
): Promise<void> {
  const organizations = await db.organization.findMany({ where: { ledgerSequence: { gt: 0 } } })
  for (const { id, ledgerSequence, ledgerHash } of organizations) {
    if (!ledgerHash || anchored.get(id) === ledgerSequence) continue
    const signed = await signRecording(db, masterKey, ledgerHash)
    const anchor = {
      organizationId: id,
      sequence: ledgerSequence,
      hash: hex(ledgerHash),
      kid: signed.kid,
      signature: Buffer.from(signed.signature).toString('base64'),
    }
    const key = `anchors/${id}/${String(ledgerSequence).padStart(12, '0')}.json`
    await store.anchor(key, Buffer.from(JSON.stringify(anchor)), new Date(Date.now() + KEPT_FOR_MS))
    anchored.set(id, ledgerSequence)
  }
}
