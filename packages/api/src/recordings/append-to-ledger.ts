import type { Tx } from '@sallyport/db'
import { EMPTY_HEAD, encodeLedgerEntry, type LedgerKind } from '@sallyport/recording'
import { sha256 } from './sha256'
import { signRecording } from './sign'

export interface LedgerLine {
  readonly organizationId: string
  readonly kind: LedgerKind
  readonly sessionId: string
  /** What the line stands for: its SHA-256 is the entry's digest. */
  readonly content: Uint8Array
}

/**
 * Adds a line to the organization's ledger. Lines of one organization are written one after the other: keep this the
 * last thing that a transaction does.
 */
export async function appendToLedger(tx: Tx, masterKey: Buffer, line: LedgerLine): Promise<void> {
  const { organizationId, kind, sessionId, content } = line
  const at = new Date()
  const { ledgerSequence: sequence, ledgerHash } = await tx.organization.update({
    where: { id: organizationId },
    data: { ledgerSequence: { increment: 1 } },
    select: { ledgerSequence: true, ledgerHash: true },
  })
  const previous = ledgerHash ?? new Uint8Array(EMPTY_HEAD)
  const digest = sha256(content)
  const hash = sha256(encodeLedgerEntry({ sequence, kind, at: at.getTime(), sessionId, digest, previous }))
  const signed = await signRecording(tx, masterKey, hash)
  await tx.ledgerEntry.create({
    data: { organizationId, sequence, kind, at, sessionId, digest, previous, hash, ...signed },
  })
  await tx.organization.update({ where: { id: organizationId }, data: { ledgerHash: hash } })
}
