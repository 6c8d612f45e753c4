import type { TranscriptColumn } from './item'

const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const BINARY = 1
const JSONB_OID = 3802

/** Types whose binary form is their text: text, varchar, bpchar, name, "char", json, xml, unknown. */
const TEXT_OIDS = new Set([25, 1043, 1042, 19, 18, 114, 142, 705])

/** A cell as text. Binary values of common types are shown as PostgreSQL writes them, others as `\x` and hex. */
export function showCell(value: Uint8Array, column: TranscriptColumn | undefined): string {
  if (column?.format !== BINARY) {
    // A prepared statement is described before its formats are known: text without a zero byte is text.
    const text = decodeText(value)
    if (text !== null) return text
  }
  return (column && showBinary(value, column.typeOid)) ?? showHex(value)
}

export function showHex(value: Uint8Array): string {
  let text = '\\x'
  for (const byte of value) text += byte.toString(16).padStart(2, '0')
  return text
}

function decodeText(value: Uint8Array): string | null {
  if (value.includes(0)) return null
  try {
    return fatal.decode(value)
  } catch {
    return null // not UTF-8: the caller shows it as hex
  }
}

function showBinary(value: Uint8Array, typeOid: number): string | null {
  if (TEXT_OIDS.has(typeOid)) return decodeText(value)
  if (typeOid === JSONB_OID && value[0] === 1) return decodeText(value.subarray(1))
  const fixed = FIXED[typeOid]
  if (!fixed || fixed.size !== value.length) return null
  return fixed.show(new DataView(value.buffer, value.byteOffset, value.byteLength))
}

interface FixedType {
  readonly size: number
  readonly show: (view: DataView) => string
}

const FIXED: Readonly<Record<number, FixedType>> = {
  16: { size: 1, show: (view) => (view.getUint8(0) ? 't' : 'f') }, // bool
  21: { size: 2, show: (view) => String(view.getInt16(0)) }, // int2
  23: { size: 4, show: (view) => String(view.getInt32(0)) }, // int4
  26: { size: 4, show: (view) => String(view.getUint32(0)) }, // oid
  20: { size: 8, show: (view) => String(view.getBigInt64(0)) }, // int8
  700: { size: 4, show: (view) => String(Number(view.getFloat32(0).toPrecision(7))) }, // float4
  701: { size: 8, show: (view) => String(view.getFloat64(0)) }, // float8
  1082: { size: 4, show: (view) => showDate(view.getInt32(0)) }, // date
  2950: { size: 16, show: showUuid }, // uuid
}

const DAYS_1970_TO_2000 = 10_957
const DAY_MS = 86_400_000
/** The years that Date writes with four digits; outside them the number is shown as it is. */
const DATE_DAYS = { min: -719_162, max: 2_932_896 }

function showDate(daysSince2000: number): string {
  const days = daysSince2000 + DAYS_1970_TO_2000
  if (days < DATE_DAYS.min || days > DATE_DAYS.max) return String(daysSince2000)
  return new Date(days * DAY_MS).toISOString().slice(0, 10)
}

function showUuid(view: DataView): string {
  let hex = ''
  for (let at = 0; at < 16; at++) hex += view.getUint8(at).toString(16).padStart(2, '0')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
