import { SallyportError } from '@sallyport/core'
import { getUint32 } from './bytes'
import { decodeEvents } from './decode-events'
import type { RecordedEvent } from './event'
import { EVENT_HEADER_BYTES, EVENTS_OFFSET, HASH_OFFSET, LENGTH_BYTES, MAX_RECORD_BYTES } from './layout'

export interface ReadRecord {
  /** One or more, in order. */
  readonly events: readonly RecordedEvent[]
  /** The record is `bytes.subarray(offset, end)`. */
  readonly offset: number
  readonly end: number
  /** Its chain hash as stored: `verify` and `Chain.accept` say whether it is right. A view into the bytes. */
  readonly hash: Uint8Array
}

/**
 * Reads whole records and stops before a partial last one, so that the rest can be joined to what comes next.
 * Throws PROTOCOL_VIOLATION at the first malformed record. Does not check the chain.
 */
export function* readRecords(bytes: Uint8Array): Generator<ReadRecord, void> {
  for (let offset = 0; bytes.length - offset >= LENGTH_BYTES; ) {
    const length = getUint32(bytes, offset)
    const shortest = EVENTS_OFFSET + EVENT_HEADER_BYTES - LENGTH_BYTES
    if (length < shortest || length > MAX_RECORD_BYTES - LENGTH_BYTES) {
      throw new SallyportError(
        'PROTOCOL_VIOLATION',
        `malformed recording: record length ${length} is out of range`,
      )
    }
    const end = offset + LENGTH_BYTES + length
    if (end > bytes.length) return
    const hash = bytes.subarray(offset + HASH_OFFSET, offset + EVENTS_OFFSET)
    yield { events: decodeEvents(bytes.subarray(offset + EVENTS_OFFSET, end)), offset, end, hash }
    offset = end
  }
}

/** The events of whole records, one after the other. */
export function* readEvents(bytes: Uint8Array): Generator<RecordedEvent, void> {
  for (const { events } of readRecords(bytes)) yield* events
}
