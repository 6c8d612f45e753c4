import { decodeText, encodeText } from '../text'
import { OID } from '../types'

/** Microseconds of a day. */
export const DAY = 86_400_000_000n
/** Binary dates count days, timestamps microseconds, from 2000-01-01. */
const EPOCH_SHIFT = 10_957n * DAY

/** Microseconds from 1970-01-01 (UTC, for timestamptz); null: infinite, before Christ, or not as ISO 8601 writes it. */
export function readDate(value: Uint8Array, typeOid: number, format: 0 | 1): bigint | null {
  if (format === 0) return readText(decodeText(value.subarray(0, 40)))
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  if (typeOid === OID.date) {
    const days = value.length === 4 ? view.getInt32(0) : 0x7fffffff
    return Math.abs(days) >= 0x7fffffff ? null : inRange(BigInt(days) * DAY + EPOCH_SHIFT)
  }
  return value.length === 8 ? inRange(view.getBigInt64(0) + EPOCH_SHIFT) : null
}

const ISO =
  /^(\d{4,5})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?)?)?$/

function readText(text: string): bigint | null {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', sign, ...zone] =
    ISO.exec(text) ?? []
  if (year === undefined) return null
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second)
  const [zoneHour = 0, zoneMinute = 0, zoneSecond = 0] = zone.map((part) => Number(part ?? 0))
  const offset = (sign === '-' ? -1 : 1) * ((zoneHour * 60 + zoneMinute) * 60 + zoneSecond)
  const micros = BigInt(date.getTime() / 1000 + seconds - offset) * 1_000_000n
  return inRange(micros + BigInt(fraction.padEnd(6, '0')))
}

const YEAR_1 = -62_135_596_800_000_000n
const LAST = BigInt(Date.UTC(9999, 11, 31)) * 1000n

/** What every driver can read: the years 1 to 9999. */
function inRange(micros: bigint): bigint | null {
  return micros < YEAR_1 || micros > LAST ? null : micros
}

export function writeDate(micros: bigint, typeOid: number, format: 0 | 1): Uint8Array {
  if (format === 0) return encodeText(dateText(micros, typeOid))
  const bytes = new Uint8Array(typeOid === OID.date ? 4 : 8)
  const view = new DataView(bytes.buffer)
  if (typeOid === OID.date) view.setInt32(0, Number(floorDiv(micros - EPOCH_SHIFT, DAY)))
  else view.setBigInt64(0, micros - EPOCH_SHIFT)
  return bytes
}

function dateText(micros: bigint, typeOid: number): string {
  const seconds = floorDiv(micros, 1_000_000n)
  const iso = new Date(Number(seconds) * 1000).toISOString()
  if (typeOid === OID.date) return iso.slice(0, 10)
  const fraction = micros - seconds * 1_000_000n
  const digits = fraction === 0n ? '' : `.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${digits}${typeOid === OID.timestamptz ? '+00' : ''}`
}

export function truncateDate(micros: bigint, part: 'year' | 'month'): bigint {
  const date = new Date(Number(floorDiv(micros, 1000n)))
  const first = new Date(0)
  first.setUTCFullYear(date.getUTCFullYear(), part === 'year' ? 0 : date.getUTCMonth(), 1)
  return BigInt(first.getTime()) * 1000n
}

/** Moved, and still within what can be written. */
export function moveDate(micros: bigint, by: bigint): bigint {
  const moved = micros + by
  return moved < YEAR_1 || moved > LAST ? micros - by : moved
}

function floorDiv(value: bigint, by: bigint): bigint {
  return value >= 0n ? value / by : -((-value + by - 1n) / by)
}
