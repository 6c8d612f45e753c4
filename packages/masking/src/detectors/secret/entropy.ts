/** Bits per byte above which a value of 16 bytes or more is no word of a language. */
export const MIXED_ENTROPY = 3

/** Shannon's entropy of the bytes, in bits per byte. */
export function entropyOf(bytes: Uint8Array, start: number, end: number): number {
  const counts = new Uint16Array(256)
  for (let at = start; at < end; at++) counts[bytes[at] ?? 0] = (counts[bytes[at] ?? 0] ?? 0) + 1
  let bits = 0
  for (const count of counts) {
    if (count > 0) bits -= (count / (end - start)) * Math.log2(count / (end - start))
  }
  return bits
}
