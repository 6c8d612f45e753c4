import { SallyportError } from '@sallyport/core'
import type { RecordedEvent } from './event'
import { decodeEvent } from './header'
import { HASH_OFFSET, HEADER_LENGTH_OFFSET, HEADER_OFFSET, LENGTH_BYTES, MAX_RECORD_BYTES } from './layout'

export interface ReadRecord {
  readonly event: RecordedEvent
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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

  for (let offset = 0; bytes.length - offset >= LENGTH_BYTES; ) {
    const length = view.getUint32(offset)
    if (length < HEADER_OFFSET - LENGTH_BYTES || length > MAX_RECORD_BYTES - LENGTH_BYTES) {
      throw new SallyportError(
        'PROTOCOL_VIOLATION',
        `malformed recording: record length ${length} is out of range`,
      )
    }
    const end = offset + LENGTH_BYTES + length
    if (end > bytes.length) return

    const headerLength = view.getUint32(offset + HEADER_LENGTH_OFFSET)
    const payloadOffset = offset + HEADER_OFFSET + headerLength
    if (payloadOffset > end) {
      throw new SallyportError(
        'PROTOCOL_VIOLATION',
        'malformed recording: the header is longer than its record',
      )
    }
    const header = bytes.subarray(offset + HEADER_OFFSET, payloadOffset)
    const hash = bytes.subarray(offset + HASH_OFFSET, offset + HEADER_LENGTH_OFFSET)
    yield { event: decodeEvent(header, bytes.subarray(payloadOffset, end)), offset, end, hash }
    offset = end
  }
}
