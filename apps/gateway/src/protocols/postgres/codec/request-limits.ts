import type { FrameLimits } from './framer'

/** PQ_SMALL_MESSAGE_LIMIT in the PostgreSQL source: of what carries nothing but names. */
const MAX_SMALL_BYTES = 10_000
/** PQ_LARGE_MESSAGE_LIMIT there. */
export const MAX_LARGE_BYTES = 0x3ffffffe
/** COPY data is not decided, so that it need not wait until it is whole. */
const MAX_WHOLE_COPY_DATA_BYTES = 256 * 1024

const COPY_DATA = 0x64
/** Q, P, B, F */
const DECIDED: ReadonlySet<number> = new Set([0x51, 0x50, 0x42, 0x46])
/** X, C, D, E, H, S, c, f */
const SMALL: ReadonlySet<number> = new Set([0x58, 0x43, 0x44, 0x45, 0x48, 0x53, 0x63, 0x66])

/** What a client may send once it has signed in, by type, as PostgreSQL bounds it; and what is kept until it is whole. */
export function requestLimits(maxWholeBytes: number): FrameLimits {
  return {
    maxLength(type) {
      if (type === COPY_DATA || DECIDED.has(type)) return MAX_LARGE_BYTES
      return SMALL.has(type) ? MAX_SMALL_BYTES : null
    },
    maxWhole: (type) => (type === COPY_DATA ? MAX_WHOLE_COPY_DATA_BYTES : maxWholeBytes),
  }
}
