import type { DataClass } from '@sallyport/core'
import { encodeText } from '../../text'
import { hashValue } from '../hash'
import { Ff1 } from './ff1'

/** Tokens say by one letter which version of the key made them. */
export const KEY_VERSIONS = 'abcdefghijklmnopqrstuvwxyz'
/** The first version is the key as it is; every rotation is one more. */
export const FIRST_VERSION = 0

const made = new Map<string, Ff1>()
const MOST_KEPT = 256

/**
 * The cipher of one class and version, derived from the organisation's key: what is learnt of one class says
 * nothing of another, and who rotates keeps the old tokens readable.
 */
export function tokenCipher(key: Uint8Array, dataClass: DataClass, version: number): Ff1 {
  const derived = hashValue(encodeText(`token:${dataClass}:${version}`), key)
  const name = String.fromCharCode(...derived)
  const known = made.get(name)
  if (known) return known
  if (made.size >= MOST_KEPT) made.clear()
  const cipher = new Ff1(derived)
  made.set(name, cipher)
  return cipher
}
