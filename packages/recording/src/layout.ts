/**
 * A record: `u32be length of what follows | 32 bytes chain hash | u32be header length | header | payload`.
 * See the README for the whole specification.
 */
export const LENGTH_BYTES = 4
export const HASH_BYTES = 32
export const HEADER_LENGTH_BYTES = 4

/** Where the parts of a record begin, counted from its first byte. */
export const HASH_OFFSET = LENGTH_BYTES
export const HEADER_LENGTH_OFFSET = HASH_OFFSET + HASH_BYTES
export const HEADER_OFFSET = HEADER_LENGTH_OFFSET + HEADER_LENGTH_BYTES

/** No record is longer, its length field included: a 4 MiB message holds any one record and 64 bytes of its own. */
export const MAX_RECORD_BYTES = 4 * 1024 * 1024 - 64
export const MAX_HEADER_BYTES = MAX_RECORD_BYTES - HEADER_OFFSET

/** The chain's head before the first record: 32 zero bytes. */
export const EMPTY_HEAD: Uint8Array = new Uint8Array(HASH_BYTES)
