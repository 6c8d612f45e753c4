import { decodeText, encodeText } from '../text'
import { OID } from '../types'

/** How many bits a whole number's type has; undefined: it is none. */
export const INTEGER_BITS: ReadonlyMap<number, number> = new Map([
  [OID.int2, 16],
  [OID.int4, 32],
  [OID.int8, 64],
])

/** null: malformed. */
export function readInteger(value: Uint8Array, bits: number, format: 0 | 1): bigint | null {
  if (format === 0) {
    const text = decodeText(value.subarray(0, 21))
    return /^-?\d{1,19}$/.test(text) ? BigInt(text) : null
  }
  if (value.length !== bits / 8) return null
  let number = 0n
  for (const byte of value) number = (number << 8n) | BigInt(byte)
  return BigInt.asIntN(bits, number)
}

export function writeInteger(value: bigint, bits: number, format: 0 | 1): Uint8Array {
  if (format === 0) return encodeText(String(value))
  const bytes = new Uint8Array(bits / 8)
  let rest = BigInt.asUintN(bits, value)
  for (let at = bytes.length - 1; at >= 0; at--, rest >>= 8n) bytes[at] = Number(rest & 0xffn)
  return bytes
}

/** The nearest number that the type has. */
export function clampInteger(value: bigint, bits: number): bigint {
  const most = 1n << BigInt(bits - 1)
  if (value < -most) return -most
  return value >= most ? most - 1n : value
}
