import { hash, join, uint64, uuidBytes } from './seal'

export const LEDGER_KINDS = ['opened', 'sealed', 'deleted'] as const
export type LedgerKind = (typeof LEDGER_KINDS)[number]

/** One line of an organization's ledger: that a session began, that a segment was sealed, that a recording was deleted. */
export interface LedgerEntry {
  /** From 1, without gaps. */
  readonly sequence: number
  readonly kind: LedgerKind
  /** Milliseconds since 1970. */
  readonly at: number
  readonly sessionId: string
  /** SHA-256 of the encoded seal; of a deletion: of its reason; of an opening: of the session's id. */
  readonly digest: Uint8Array
  /** The entry hash before it; 32 zero bytes before the first. */
  readonly previous: Uint8Array
}

const DOMAIN = new TextEncoder().encode('sallyport ledger v1\0')

/** The bytes whose SHA-256 is the entry's hash, which is signed. Because sessions are entries, none can vanish whole. */
export function encodeLedgerEntry(entry: LedgerEntry): Uint8Array<ArrayBuffer> {
  const { sequence, kind, at, sessionId, digest, previous } = entry
  return join(
    DOMAIN,
    uint64(sequence),
    Uint8Array.of(LEDGER_KINDS.indexOf(kind)),
    uint64(at),
    uuidBytes(sessionId),
    hash(digest),
    hash(previous),
  )
}
