import type { Column, ColumnMask } from '../column'
import { OID } from '../types'
import { DAY, moveDate, readDate, truncateDate, writeDate } from './dates'
import { noiseOf } from './noise'

export const DEFAULT_DAYS = 30
const DATES: ReadonlySet<number> = new Set([OID.date, OID.timestamp, OID.timestamptz])

/** `truncate` and `noise` of a date or timestamp; null: another operator, or a value that cannot be read. */
export function maskTime(
  value: Uint8Array,
  { typeOid, format }: Column,
  { operator, settings = {} }: ColumnMask,
  key: Uint8Array,
): Uint8Array | null {
  if (!DATES.has(typeOid) || (operator !== 'truncate' && operator !== 'noise')) return null
  const micros = readDate(value, typeOid, format)
  if (micros === null) return null
  if (operator === 'truncate') {
    return writeDate(truncateDate(micros, settings.datePart ?? 'year'), typeOid, format)
  }
  const noise = noiseOf(String(micros), key) * (settings.days ?? DEFAULT_DAYS)
  const days = noise < 0 ? Math.floor(noise) : Math.ceil(noise) || 1
  return writeDate(moveDate(micros, BigInt(days) * DAY), typeOid, format)
}
