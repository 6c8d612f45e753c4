/** Unsigned integers, big-endian, in arrays of bytes. A DataView a value would cost more than all of these. */

export function putUint16(into: Uint8Array, at: number, value: number): number {
  into[at] = value >>> 8
  into[at + 1] = value
  return at + 2
}

export function putUint32(into: Uint8Array, at: number, value: number): number {
  into[at] = value >>> 24
  into[at + 1] = value >>> 16
  into[at + 2] = value >>> 8
  into[at + 3] = value
  return at + 4
}

/** Up to 2^48 - 1: the year 10889 in milliseconds. */
export function putUint48(into: Uint8Array, at: number, value: number): number {
  putUint16(into, at, Math.floor(value / 0x1_0000_0000))
  return putUint32(into, at + 2, value >>> 0)
}

export function getUint16(from: Uint8Array, at: number): number {
  return ((from[at] ?? 0) << 8) | (from[at + 1] ?? 0)
}

export function getUint32(from: Uint8Array, at: number): number {
  return getUint16(from, at) * 0x1_0000 + getUint16(from, at + 2)
}

export function getUint48(from: Uint8Array, at: number): number {
  return getUint16(from, at) * 0x1_0000_0000 + getUint32(from, at + 2)
}
