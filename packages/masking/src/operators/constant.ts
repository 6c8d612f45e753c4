import type { Column } from '../column'
import { hasNegativeScale } from '../numeric'
import { encodeText } from '../text'
import { OID } from '../types'
import { readDate, writeDate } from './dates'
import { type Decimal, readNumeric, writeNumeric } from './decimal'
import { clampInteger, INTEGER_BITS, readInteger, writeInteger } from './integers'

/** The constant in a type's own form; null: it is no value of the type. Text types take any. */
export function writeConstant(text: string, { typeOid, typeModifier, format }: Column): Uint8Array | null {
  const bytes = encodeText(text)
  const bits = INTEGER_BITS.get(typeOid)
  if (bits !== undefined) {
    const number = readInteger(bytes, bits, 0)
    return number === null || clampInteger(number, bits) !== number
      ? null
      : writeInteger(number, bits, format)
  }
  switch (typeOid) {
    case OID.bool:
      return writeBoolean(text, format)
    case OID.float4:
    case OID.float8:
      return writeFloat(text, typeOid, format)
    case OID.numeric: {
      if (hasNegativeScale(typeModifier)) return null
      const number = readNumeric(bytes, 0)
      return number && writeNumeric(rescale(number, typeModifier), format)
    }
    case OID.date:
    case OID.timestamp:
    case OID.timestamptz: {
      const micros = readDate(bytes, typeOid, 0)
      return micros === null ? null : writeDate(micros, typeOid, format)
    }
    case OID.uuid:
      return writeUuid(text, format)
  }
  return null
}

/** To the scale of the type, as PostgreSQL rounds. A precision that is too small is the owner's to see. */
function rescale(number: Decimal, typeModifier: number): Decimal {
  const scale = typeModifier < 4 ? number.scale : (typeModifier - 4) & 0x7ff
  if (scale >= number.scale) {
    return { unscaled: number.unscaled * 10n ** BigInt(scale - number.scale), scale }
  }
  const size = 10n ** BigInt(number.scale - scale)
  const half = number.unscaled < 0n ? -size / 2n : size / 2n
  return { unscaled: (number.unscaled + half) / size, scale }
}

/** Whether a constant can stand in a column of this type: text types take any. */
export function constantFits(text: string, typeOid: number, typeModifier = -1): boolean {
  const isText = [OID.text, OID.varchar, OID.bpchar, OID.name].some((oid) => oid === typeOid)
  return isText || writeConstant(text, { typeOid, typeModifier, format: 0 }) !== null
}

function writeBoolean(text: string, format: 0 | 1): Uint8Array | null {
  const value = /^(?:t|true|f|false)$/.test(text) ? text.startsWith('t') : null
  if (value === null) return null
  return format === 1 ? Uint8Array.of(value ? 1 : 0) : encodeText(value ? 't' : 'f')
}

export function writeFloat(text: string, typeOid: number, format: 0 | 1): Uint8Array | null {
  const value = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
  const rounded = typeOid === OID.float4 ? Math.fround(value) : value
  if (!Number.isFinite(rounded)) return null
  if (format === 0)
    return encodeText(typeOid === OID.float4 ? String(Number(rounded.toPrecision(7))) : String(value))
  const bytes = new Uint8Array(typeOid === OID.float4 ? 4 : 8)
  const view = new DataView(bytes.buffer)
  if (typeOid === OID.float4) view.setFloat32(0, value)
  else view.setFloat64(0, value)
  return bytes
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function writeUuid(text: string, format: 0 | 1): Uint8Array | null {
  if (!UUID.test(text)) return null
  if (format === 0) return encodeText(text)
  return Uint8Array.from(text.replaceAll('-', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
