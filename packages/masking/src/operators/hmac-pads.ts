import { sha256 } from '@noble/hashes/sha2.js'

const BLOCK = 64

/** The two blocks that HMAC-SHA-256 begins its hashes with (RFC 2104). Who has them has the key. */
export function hmacPads(key: Uint8Array): { readonly inner: Uint8Array; readonly outer: Uint8Array } {
  const block = new Uint8Array(BLOCK)
  block.set(key.length > BLOCK ? sha256(key) : key)
  return { inner: block.map((byte) => byte ^ 0x36), outer: block.map((byte) => byte ^ 0x5c) }
}
