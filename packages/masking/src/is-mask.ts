import type { Column, ColumnMask } from './column'
import { maskCell } from './mask-cell'
import { writeConstant } from './operators/constant'
import { detokenise } from './operators/token/detokenise'
import { isToken } from './operators/token/token-text'
import { decodeText } from './text'
import { OID } from './types'

const TEXTS: ReadonlySet<number> = new Set([OID.text, OID.varchar, OID.bpchar, OID.name, OID.unknown])
const DATES: ReadonlySet<number> = new Set([OID.date, OID.timestamp, OID.timestamptz])
const NUMBERS: ReadonlySet<number> = new Set([OID.int4, OID.int8, OID.numeric])
/** Types of one value each, whose neutral one is no more frequent than others. */
const PLAIN: ReadonlySet<number> = new Set([
  ...NUMBERS,
  ...DATES,
  OID.int2,
  OID.float4,
  OID.float8,
  OID.money,
  OID.time,
  OID.timetz,
  OID.interval,
  OID.uuid,
  OID.inet,
  OID.macaddr,
])
const HASH = /^[0-9a-f]{16}$/

/**
 * Whether a value that is to be stored in a masked column is what people see of it: then it would take the real one's
 * place. What does not replace one is a mask only if nothing else looks like it: a new row may well begin with 0. NULL, booleans, empty arrays and objects, and what `truncate`, `bucket` and `noise` leave are values like others, and never told apart.
 */
export function isMask(
  value: Uint8Array,
  column: Column,
  mask: ColumnMask,
  key: Uint8Array,
  replaces = true,
): boolean {
  const isPlain = PLAIN.has(column.typeOid)
  const text = decodeText(value)
  if (text.includes('***') && (!isPlain || column.format === 0)) return true
  const { operator, dataClass, settings } = mask
  if (operator === 'null') return false
  if (TEXTS.has(column.typeOid)) {
    if (operator === 'hash') return replaces && HASH.test(text)
    if (operator === 'constant') return replaces && text.trimEnd() === settings?.value?.trimEnd()
    if (operator !== 'token') return false
    return isToken(text) || detokenise(text, column, dataClass, key, settings?.keyVersion).length > 0
  }
  if (!replaces || !isPlain || operator === 'truncate' || operator === 'bucket' || operator === 'noise')
    return false
  if (operator === 'token' && column.format === 0 && NUMBERS.has(column.typeOid))
    return isNumberToken(text, column)
  const own = maskCell(value, column, mask, key)
  if (!own) return false
  if (column.format === 1) return own.length === value.length && own.every((byte, at) => byte === value[at])
  if (DATES.has(column.typeOid) && operator !== 'constant') return isEpoch(text)
  return sameText(text, column) === sameText(decodeText(own), column)
}

/** In the type's own form, if we can write it. */
function sameText(text: string, column: Column): string {
  const bare = text.trim().toLowerCase()
  const written = writeConstant(bare, column)
  return written ? decodeText(written) : bare
}

/** 1970 begins, in whatever form a client writes it. */
function isEpoch(text: string): boolean {
  const found =
    /^\s*(1970-01-01|1969-12-31)(?:[ T](\d\d:\d\d(?::\d\d)?)(?:\.0+)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?\s*$/i.exec(
      text,
    )
  if (!found) return false
  const [, day, time = '00:00', zone = 'Z'] = found
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')
  return Date.parse(`${day}T${time}${offset.toUpperCase()}`) === 0
}

/**
 * Tokens of numbers are negative and spread over all numbers of their length, so that one of thousands is as short as
 * an ordinary negative number.
 */
function isNumberToken(text: string, { typeOid, typeModifier }: Column): boolean {
  const digits = /^\s*-(\d+)(?:\.\d+)?\s*$/.exec(text)?.[1]?.length ?? 0
  const most =
    typeOid === OID.int4 ? 10 : typeOid === OID.int8 ? 19 : typeModifier >= 4 ? precision(typeModifier) : 9
  return digits > 0 && digits >= most - 3
}

/** Digits before the point of a numeric(p, s). */
function precision(typeModifier: number): number {
  return ((typeModifier - 4) >> 16) - ((typeModifier - 4) & 0x7ff)
}
