import type { DataClass } from '@sallyport/core'
import type { Column } from '../../column'
import { decodeText, encodeText } from '../../text'
import { OID } from '../../types'
import { writeConstant } from '../constant'
import { type Decimal, readNumeric, writeNumeric } from '../decimal'
import { INTEGER_BITS, readInteger, writeInteger } from '../integers'
import { tokenCipher } from './token-key'

/** Digits that a numeric is filled up to, so that 7 and 70 have tokens of one length. */
const NUMERIC_LENGTHS = [15, 20, 38]
/** 2^15 numbers can be tried one by one. */
const LEAST_BITS = 32

/**
 * The token of a number or UUID, of the same type. Tokens of numbers are negative, so that they are no card and
 * no identifier, and so only numbers from 0 on have one. null: it has none.
 */
export function tokenOfNumber(
  value: Uint8Array,
  column: Column,
  dataClass: DataClass,
  key: Uint8Array,
  version: number,
) {
  const { typeOid, format } = column
  const bits = INTEGER_BITS.get(typeOid)
  if (bits !== undefined && bits >= LEAST_BITS) {
    const number = readInteger(value, bits, format)
    if (number === null || number < 0n) return null
    const hidden = tokenCipher(key, dataClass, version).encrypt(2, toBits(number, bits - 1))
    return writeInteger(-1n - fromBits(hidden), bits, format)
  }
  if (typeOid === OID.numeric) {
    const number = readNumeric(value, format)
    const hidden = number && numericToken(number, column, dataClass, key, version)
    return hidden && writeNumeric(hidden, format)
  }
  return typeOid === OID.uuid ? uuidToken(value, column, dataClass, key, version) : null
}

/** The numbers that a token may stand for, under one version of the key, as text; none when it is no token. */
export function numbersOfToken(
  token: string,
  column: Column,
  dataClass: DataClass,
  key: Uint8Array,
  version: number,
): string[] {
  const { typeOid } = column
  const cipher = tokenCipher(key, dataClass, version)
  const bits = INTEGER_BITS.get(typeOid)
  const bytes = encodeText(token)
  if (bits !== undefined && bits >= LEAST_BITS) {
    const number = readInteger(bytes, bits, 0)
    if (number === null || number >= 0n) return []
    return [String(fromBits(cipher.decrypt(2, toBits(-1n - number, bits - 1))))]
  }
  if (typeOid === OID.numeric) {
    const number = readNumeric(bytes, 0)
    if (!number || number.unscaled > 0n) return []
    // A token of a longer number has more digits than the next length below, but for one in 100,000.
    const length = lengthFor(-number.unscaled, column)
    if (length === null) return []
    const unscaled = BigInt(cipher.decrypt(10, toDigits(-number.unscaled, length)).join(''))
    return [decodeText(writeNumeric({ unscaled, scale: number.scale }, 0))]
  }
  if (typeOid !== OID.uuid || !UUID.test(token)) return []
  return [formatUuid(cipher.decrypt(16, hexDigits(token)))]
}

function numericToken(
  { unscaled, scale }: Decimal,
  column: Column,
  dataClass: DataClass,
  key: Uint8Array,
  version: number,
): Decimal | null {
  const length = unscaled < 0n ? null : lengthFor(unscaled, column)
  if (length === null) return null
  const hidden = tokenCipher(key, dataClass, version).encrypt(10, toDigits(unscaled, length))
  return { unscaled: -BigInt(hidden.join('')), scale }
}

/** numeric(p): p digits; else the next of some lengths. */
function lengthsOf({ typeModifier }: Column): readonly number[] {
  return typeModifier < 4 ? NUMERIC_LENGTHS : [(typeModifier - 4) >> 16]
}

function lengthFor(unscaled: bigint, column: Column): number | null {
  const size = String(unscaled).length
  return lengthsOf(column).find((length) => length >= size && length >= 6) ?? null
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function uuidToken(
  value: Uint8Array,
  column: Column,
  dataClass: DataClass,
  key: Uint8Array,
  version: number,
) {
  const text =
    column.format === 1 ? formatUuid([...value].flatMap((byte) => [byte >> 4, byte & 15])) : decodeText(value)
  if (!UUID.test(text)) return null
  return writeConstant(formatUuid(tokenCipher(key, dataClass, version).encrypt(16, hexDigits(text))), column)
}

function hexDigits(uuid: string): number[] {
  return Array.from(uuid.replaceAll('-', ''), (digit) => Number.parseInt(digit, 16))
}

function formatUuid(digits: readonly number[]): string {
  const hex = digits.map((digit) => digit.toString(16)).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function toBits(value: bigint, length: number): number[] {
  return Array.from(value.toString(2).padStart(length, '0'), Number)
}

function fromBits(bits: readonly number[]): bigint {
  return BigInt(`0b${bits.join('')}`)
}

function toDigits(value: bigint, length: number): number[] {
  return Array.from(String(value).padStart(length, '0'), Number)
}
