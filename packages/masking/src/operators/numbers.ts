import type { Column, ColumnMask } from '../column'
import { hasNegativeScale } from '../numeric'
import { decodeText } from '../text'
import { OID } from '../types'
import { writeFloat } from './constant'
import { type Decimal, readNumeric, writeNumeric } from './decimal'
import { clampInteger, INTEGER_BITS, readInteger, writeInteger } from './integers'
import { addNoise, noiseOf } from './noise'

export const DEFAULT_PERCENT = 10

/** `bucket` and `noise` of a number; null: not a number, or another operator. */
export function maskNumber(
  value: Uint8Array,
  column: Column,
  mask: ColumnMask,
  key: Uint8Array,
): Uint8Array | null {
  const { typeOid, format } = column
  const bits = INTEGER_BITS.get(typeOid)
  if (bits !== undefined) {
    const number = readInteger(value, bits, format)
    const masked = number === null ? null : change({ unscaled: number, scale: 0 }, mask, key)
    return masked === null ? null : writeInteger(clampInteger(masked, bits), bits, format)
  }
  if (typeOid === OID.numeric) {
    if (hasNegativeScale(column.typeModifier)) return null
    const number = readNumeric(value, format)
    const masked = number === null ? null : change(number, mask, key)
    if (number === null || masked === null) return null
    return writeNumeric({ unscaled: clampNumeric(masked, column), scale: number.scale }, format)
  }
  return typeOid === OID.float4 || typeOid === OID.float8 ? maskFloat(value, column, mask, key) : null
}

/** The new unscaled value. */
function change({ unscaled, scale }: Decimal, { operator, settings = {} }: ColumnMask, key: Uint8Array) {
  if (operator === 'noise') return addNoise(unscaled, settings.percent ?? DEFAULT_PERCENT, key)
  if (operator !== 'bucket' || settings.width === undefined) return null
  const width = parseWidth(settings.width)
  if (width === null) return null
  // Both to the finer of the two scales, so that the lower end is exact; then back, towards zero.
  const shift = 10n ** BigInt(Math.max(width.scale - scale, 0))
  const size = width.unscaled * 10n ** BigInt(Math.max(scale - width.scale, 0))
  const value = unscaled * shift
  const rest = ((value % size) + size) % size
  return (value - rest) / shift
}

function parseWidth(width: number): Decimal | null {
  const [, whole = '', fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(String(width)) ?? []
  const unscaled = whole === '' ? 0n : BigInt(whole + fraction)
  return unscaled > 0n ? { unscaled, scale: fraction.length } : null
}

function clampNumeric(unscaled: bigint, { typeModifier }: Column): bigint {
  if (typeModifier < 4) return unscaled
  const most = 10n ** BigInt((typeModifier - 4) >> 16) - 1n
  if (unscaled > most) return most
  return unscaled < -most ? -most : unscaled
}

function maskFloat(
  value: Uint8Array,
  column: Column,
  { operator, settings = {} }: ColumnMask,
  key: Uint8Array,
) {
  const { typeOid, format } = column
  const number = readFloat(value, typeOid, format)
  if (!Number.isFinite(number)) return null
  let masked = Number.NaN
  if (operator === 'noise') {
    const part = (noiseOf(String(number), key) * (settings.percent ?? DEFAULT_PERCENT)) / 100
    masked = number === 0 ? part : number * (1 + part)
  } else if (operator === 'bucket' && settings.width !== undefined) {
    masked = Math.floor(number / settings.width) * settings.width
  }
  return writeFloat(String(masked), typeOid, format)
}

function readFloat(value: Uint8Array, typeOid: number, format: 0 | 1): number {
  if (format === 0) return Number(decodeText(value.subarray(0, 40)))
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  if (typeOid === OID.float4) return value.length === 4 ? view.getFloat32(0) : Number.NaN
  return value.length === 8 ? view.getFloat64(0) : Number.NaN
}
