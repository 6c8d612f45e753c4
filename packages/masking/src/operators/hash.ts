import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'

const HEX_DIGITS = 16

/** The same value has the same hash under one key: what is hashed can be joined and counted, not read. */
export function hashValue(value: Uint8Array, key: Uint8Array): Uint8Array {
  return hmac(sha256, key, value)
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** 64 of the hash's bits as hex. */
export function hashText(value: Uint8Array, key: Uint8Array): string {
  return toHex(hashValue(value, key)).slice(0, HEX_DIGITS)
}
