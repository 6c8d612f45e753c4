import type { Db, LedgerEntryModel } from '@sallyport/db'
import {
  EMPTY_HEAD,
  encodeLedgerEntry,
  encodeSeal,
  hex,
  importSealKey,
  isSignedBy,
  type SealCryptoKey,
} from '@sallyport/recording'
import { recordingKeys } from '../tokens/signing-key'
import { toEntry } from './export-recording'
import { toSeal } from './read-recording'
import { sha256 } from './sha256'

export type LedgerCheck =
  | { readonly ok: true; readonly entries: number; readonly sessions: number; readonly head: string }
  | {
      readonly ok: false
      readonly sequence: number
      readonly sessionId: string | null
      readonly reason: string
    }

const PAGE = 1_000

/**
 * Reads an organization's whole ledger: that its entries follow each other and are signed, and that every session and
 * segment that it names is still there, or was deleted in order. Finds a session that vanished whole.
 */
export async function checkLedger(db: Db, organizationId: string): Promise<LedgerCheck> {
  const keys = new Map<string, SealCryptoKey>()
  for (const key of await recordingKeys(db)) keys.set(key.kid, await importSealKey(key))
  const sessions = new Set<string>()
  let previous: Uint8Array = EMPTY_HEAD
  let sequence = 0
  for (;;) {
    const rows = await db.ledgerEntry.findMany({
      where: { organizationId, sequence: { gt: sequence } },
      orderBy: { sequence: 'asc' },
      take: PAGE,
    })
    if (rows.length === 0) break
    const present = await findPresent(db, rows)
    for (const row of rows) {
      const reason = (await whyNotFollowing(row, sequence + 1, previous, keys)) ?? present.whyMissing(row)
      if (reason) return { ok: false, sequence: sequence + 1, sessionId: row.sessionId, reason }
      sequence = row.sequence
      previous = row.hash
      sessions.add(row.sessionId)
    }
  }
  const { ledgerSequence } = await db.organization.findUniqueOrThrow({ where: { id: organizationId } })
  if (ledgerSequence > sequence) {
    return { ok: false, sequence: sequence + 1, sessionId: null, reason: 'entries are missing at its end' }
  }
  return { ok: true, entries: sequence, sessions: sessions.size, head: hex(previous) }
}

async function whyNotFollowing(
  row: LedgerEntryModel,
  sequence: number,
  previous: Uint8Array,
  keys: ReadonlyMap<string, SealCryptoKey>,
): Promise<string | null> {
  if (row.sequence !== sequence) return 'an entry is missing'
  if (hex(row.previous) !== hex(previous)) return 'the entry does not follow the one before it'
  const hash = sha256(encodeLedgerEntry(toEntry(row)))
  if (hex(hash) !== hex(row.hash)) return 'the entry was changed'
  const key = keys.get(row.kid)
  return key && (await isSignedBy(key, hash, row.signature))
    ? null
    : 'the entry is not signed by one of our keys'
}

/** What there is of the sessions that some entries name. */
async function findPresent(db: Db, rows: readonly LedgerEntryModel[]) {
  const ids = [...new Set(rows.map(({ sessionId }) => sessionId))]
  const sessions = await db.session.findMany({
    where: { id: { in: ids } },
    select: { id: true, recordingDeletedAt: true },
  })
  const segments = await db.recordingSegment.findMany({ where: { sessionId: { in: ids } } })
  const kept = new Map(sessions.map(({ id, recordingDeletedAt }) => [id, recordingDeletedAt === null]))
  const seals = new Set(segments.map((segment) => hex(sha256(encodeSeal(toSeal(segment))))))
  return {
    whyMissing({ kind, sessionId, digest }: LedgerEntryModel): string | null {
      const isKept = kept.get(sessionId)
      if (isKept === undefined) return 'the session that it names is gone'
      if (kind === 'sealed' && isKept && !seals.has(hex(digest)))
        return 'a segment of the session that it names is gone or was changed'
      return null
    },
  }
}
