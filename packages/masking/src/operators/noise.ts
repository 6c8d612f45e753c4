import { encodeText } from '../text'
import { hashValue } from './hash'

/** From -1 to 1, and the same for the same value under one key, so that nobody averages it away by asking again. */
export function noiseOf(value: string, key: Uint8Array): number {
  const hash = hashValue(encodeText(`noise:${value}`), key)
  const bits = new DataView(hash.buffer, hash.byteOffset).getUint32(0)
  return (bits / 0xffffffff) * 2 - 1
}

/** A whole number moved by a part of itself, never by nothing. */
export function addNoise(value: bigint, percent: number, key: Uint8Array): bigint {
  const noise = noiseOf(String(value), key)
  // In millionths, for the value may be larger than a double is exact.
  const delta = (value * BigInt(Math.round(noise * percent * 10_000))) / 1_000_000n
  if (delta !== 0n) return value + delta
  return noise < 0 ? value - 1n : value + 1n
}
