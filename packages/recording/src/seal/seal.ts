import { SallyportError } from '@sallyport/core'
import { HASH_BYTES } from '../layout'

/** What the signature of one segment says: these bytes of the recording, from this chain hash to that one. */
export interface Seal {
  readonly sessionId: string
  /** From 0, without gaps. */
  readonly index: number
  /** Where in the recording the segment begins, and how many bytes it has. */
  readonly offset: number
  readonly bytes: number
  readonly events: number
  /** The chain hash before the segment's first record, and that of its last. */
  readonly previousHead: Uint8Array
  readonly head: Uint8Array
}

const DOMAIN = new TextEncoder().encode('sallyport segment v1\0')
const UUID_BYTES = 16

/** The bytes that are signed. The chain hashes fix every byte of the segment; see the README, "Seals". */
export function encodeSeal({
  sessionId,
  index,
  offset,
  bytes,
  events,
  previousHead,
  head,
}: Seal): Uint8Array<ArrayBuffer> {
  return join(
    DOMAIN,
    uuidBytes(sessionId),
    uint64(index),
    uint64(offset),
    uint64(bytes),
    uint64(events),
    hash(previousHead),
    hash(head),
  )
}

export function uuidBytes(uuid: string): Uint8Array {
  const hex = uuid.replaceAll('-', '')
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new SallyportError('INVALID_INPUT', 'a session id is a UUID')
  return Uint8Array.from({ length: UUID_BYTES }, (_, at) =>
    Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16),
  )
}

export function uint64(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new SallyportError('INVALID_INPUT', 'a count is an integer from 0 to 2^53 - 1')
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

export function hash(value: Uint8Array): Uint8Array {
  if (value.length !== HASH_BYTES) throw new SallyportError('INVALID_INPUT', 'a hash has 32 bytes')
  return value
}

export function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
