/**
 * A record: `u32be length of what follows | 32 bytes chain hash | one or more events`. An event: `u32be length of
 * what follows | u8 type | u48be time | body`. See the README for the whole specification.
 */
export const LENGTH_BYTES = 4
export const HASH_BYTES = 32

/** Where the parts of a record begin, counted from its first byte. */
export const HASH_OFFSET = LENGTH_BYTES
export const EVENTS_OFFSET = HASH_OFFSET + HASH_BYTES

/** Length, type and time of an event. */
export const EVENT_HEADER_BYTES = 4 + 1 + 6
/** The same without the length. */
export const MIN_EVENT_LENGTH = EVENT_HEADER_BYTES - LENGTH_BYTES

/** No record is longer, its length field included: a 4 MiB message holds any one record and 64 bytes of its own. */
export const MAX_RECORD_BYTES = 4 * 1024 * 1024 - 64
/** The largest event, its length field included. */
export const MAX_EVENT_BYTES = MAX_RECORD_BYTES - EVENTS_OFFSET

/** The chain's head before the first record: 32 zero bytes. */
export const EMPTY_HEAD: Uint8Array = new Uint8Array(HASH_BYTES)
