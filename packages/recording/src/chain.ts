import { SallyportError } from '@sallyport/core'
import { putUint32 } from './bytes'
import { encodeEvent } from './encode-event'
import type { RecordedEvent } from './event'
import { EMPTY_HEAD, EVENTS_OFFSET, HASH_BYTES, HASH_OFFSET, LENGTH_BYTES, MAX_RECORD_BYTES } from './layout'
import { type ReadRecord, readRecords } from './read-records'

export type Sha256 = (data: Uint8Array) => Uint8Array

/** The hash chain of one session's recording: makes its records, or checks records that were made elsewhere. */
export class Chain {
  readonly #sha256: Sha256
  #head: Uint8Array

  /** Begins a recording, or goes on after the record whose hash is `head`. */
  constructor(sha256: Sha256, head: Uint8Array = EMPTY_HEAD) {
    if (head.length !== HASH_BYTES) throw new SallyportError('INVALID_INPUT', 'a chain head has 32 bytes')
    this.#sha256 = sha256
    this.#head = new Uint8Array(head)
  }

  /** Hash of the last record; 32 zero bytes before the first. */
  get head(): Uint8Array {
    return this.#head
  }

  /** Makes the next record, of one event. Throws LIMIT_EXCEEDED, and leaves the chain as it was, when it is too large. */
  append(event: RecordedEvent): Uint8Array {
    return this.seal([encodeEvent(event)])
  }

  /** Makes the next record of events that are encoded already: each part is one or more of them, whole. */
  seal(events: readonly Uint8Array[]): Uint8Array {
    const size = events.reduce((sum, part) => sum + part.length, EVENTS_OFFSET)
    if (size > MAX_RECORD_BYTES) {
      throw new SallyportError('LIMIT_EXCEEDED', `a record of ${size} bytes is too large`)
    }
    const record = new Uint8Array(size)
    putUint32(record, 0, size - LENGTH_BYTES)
    let at = EVENTS_OFFSET
    for (const part of events) {
      record.set(part, at)
      at += part.length
    }
    this.#head = this.#hash(record, this.#head)
    record.set(this.#head, HASH_OFFSET)
    return record
  }

  /**
   * Takes whole records that must follow the head, and moves the head to the last of them. Throws
   * PROTOCOL_VIOLATION, and leaves the chain as it was, when they do not follow, are malformed or are cut off.
   */
  accept(bytes: Uint8Array): readonly ReadRecord[] {
    const records: ReadRecord[] = []
    let head = this.#head
    let end = 0
    for (const record of readRecords(bytes)) {
      const hash = this.#hash(new Uint8Array(bytes.subarray(record.offset, record.end)), head)
      if (!equalBytes(hash, record.hash)) {
        throw new SallyportError(
          'PROTOCOL_VIOLATION',
          `record ${records.length} does not follow the one before it`,
        )
      }
      records.push(record)
      head = hash
      end = record.end
    }
    if (end !== bytes.length) throw new SallyportError('PROTOCOL_VIOLATION', 'the last record is cut off')
    this.#head = head
    return records
  }

  /** Overwrites the record's hash by the previous one: from there on it reads as what is hashed. */
  #hash(record: Uint8Array, previous: Uint8Array): Uint8Array {
    record.set(previous, HASH_OFFSET)
    return new Uint8Array(this.#sha256(record.subarray(HASH_OFFSET)))
  }
}

export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}
