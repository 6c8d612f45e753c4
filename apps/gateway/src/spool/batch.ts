import { crc32 } from 'node:zlib'
import { getUint32, getUint48, putUint32, putUint48 } from '@sallyport/recording'

/**
 * What the log is made of. A batch is written at once: `magic (4) | length of its entries (4) | its position in the
 * log (6) | CRC-32 of its entries (4) | entries`. An entry is what one session adds:
 * `length of its events (4) | session id (16) | index of its first event (6) | events`; one without events says that
 * the session is open. The position tells a batch from what a file held before it was used again.
 */
export const BATCH_HEADER_BYTES = 18
export const ENTRY_HEADER_BYTES = 26
export const ID_BYTES = 16

const MAGIC = 0x53504c31

/** Some of one session's events; views into what was read. */
export interface Entry {
  readonly id: Buffer
  /** The index of the first event within its session, from 0. */
  readonly first: number
  readonly events: Buffer
}

/** Writes the header of the batch whose entries are at `start + BATCH_HEADER_BYTES` to `end`. */
export function sealBatch(buffer: Buffer, start: number, end: number, position: number): void {
  const entries = buffer.subarray(start + BATCH_HEADER_BYTES, end)
  putUint32(buffer, start, MAGIC)
  putUint32(buffer, start + 4, entries.length)
  putUint48(buffer, start + 8, position)
  putUint32(buffer, start + 14, crc32(entries))
}

/** The batch that begins at `at`, as far as its header can be believed: its size in all; 0: there is none. */
export function batchSize(bytes: Buffer, at: number, position: number): number {
  if (bytes.length - at < BATCH_HEADER_BYTES || getUint32(bytes, at) !== MAGIC) return 0
  if (getUint48(bytes, at + 8) !== position) return 0
  return BATCH_HEADER_BYTES + getUint32(bytes, at + 4)
}

/** Whether a batch was written whole. */
export function isWhole(batch: Buffer): boolean {
  return crc32(batch.subarray(BATCH_HEADER_BYTES)) === getUint32(batch, 14)
}

/** The entries of a whole batch. */
export function* readEntries(batch: Buffer): Generator<Entry> {
  for (let at = BATCH_HEADER_BYTES; batch.length - at >= ENTRY_HEADER_BYTES; ) {
    const end = at + ENTRY_HEADER_BYTES + getUint32(batch, at)
    yield {
      id: batch.subarray(at + 4, at + 4 + ID_BYTES),
      first: getUint48(batch, at + 4 + ID_BYTES),
      events: batch.subarray(at + ENTRY_HEADER_BYTES, end),
    }
    at = end
  }
}

export function writeEntryHeader(buffer: Buffer, at: number, id: Uint8Array, first: number): void {
  putUint32(buffer, at, 0)
  buffer.set(id, at + 4)
  putUint48(buffer, at + 4 + ID_BYTES, first)
}

export function idOf(sessionId: string): Buffer {
  return Buffer.from(sessionId.replaceAll('-', ''), 'hex')
}

export function sessionIdOf(id: Uint8Array): string {
  const hex = Buffer.from(id).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
