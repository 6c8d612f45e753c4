import type { DataClass } from '@sallyport/core'
import type { ColumnMask } from '../column'
import { hasNegativeScale } from '../numeric'
import { constantFits } from '../operators/constant'
import { hmacPads } from '../operators/hmac-pads'
import { KEPT, LONGEST_PARTIAL, SHORTEST_KEPT, SHORTEST_OF_CLASS } from '../operators/partial'
import { LONGEST_UNSEARCHED } from '../operators/truncate'
import { OID } from '../types'
import { neutralSql } from './neutral-sql'

/** A column as it can be said in SQL. */
export interface SqlColumn {
  /** How it is named where the mask will stand, quoted: `c."email"`. Said several times in the mask. */
  readonly expression: string
  readonly typeOid: number
  readonly typeModifier: number
  /** The type in SQL, as pg_catalog.format_type(atttypid, atttypmod) writes it: `character varying(20)`. */
  readonly type: string
}

/**
 * The mask of a column as an SQL expression of exactly the column's type, of PostgreSQL's own functions only,
 * immutable, NULL for NULL. The values are those of `maskCell`, but for json and xml (a fixed mask) and for
 * `token` and `noise`, which SQL cannot say: there it is the neutral value.
 *
 * `hash` puts what amounts to its key into the statement's text. Whoever can read that text (current_query(),
 * pg_stat_activity, the target's log) can try values against hashes, so a caller must keep those from the client
 * or leave the key out: then `hash` is the neutral value too.
 */
export function maskExpression(mask: ColumnMask, column: SqlColumn, key: Uint8Array | null): string {
  const { expression, type } = column
  if (mask.operator === 'null') return `NULL::${type}`
  const masked = maskedSql(mask, column, key) ?? neutralSql(column)
  if (masked === null) return `NULL::${type}`
  // A CASE has no type modifier of its own: the cast around it gives it the column's.
  return `(CASE WHEN ${expression} IS NOT NULL THEN (${masked})::${type} END)::${type}`
}

const TEXTS: ReadonlySet<number> = new Set([OID.text, OID.varchar, OID.bpchar, OID.name])
const WHOLE_NUMBERS: ReadonlySet<number> = new Set([OID.int2, OID.int4, OID.int8])
const DATES: ReadonlySet<number> = new Set([OID.date, OID.timestamp, OID.timestamptz])

/** null: the operator says nothing of this type. */
function maskedSql(mask: ColumnMask, column: SqlColumn, key: Uint8Array | null): string | null {
  const { expression, typeOid } = column
  const { settings = {} } = mask
  if (TEXTS.has(typeOid)) return fit(textSql(mask, `${expression}::pg_catalog.text`, key), column)
  if (mask.operator === 'constant' && settings.value !== undefined) {
    return constantFits(settings.value, typeOid, column.typeModifier) ? literal(settings.value) : null
  }
  if (mask.operator === 'bucket' && settings.width !== undefined) return bucketSql(column, settings.width)
  if (mask.operator === 'truncate' && DATES.has(typeOid)) {
    const part = settings.datePart ?? 'year'
    const epoch = literal('1970-01-01')
    // Other years are not what every driver reads.
    const isCommon = `${expression} >= '0001-01-01' AND ${expression} <= '9999-12-31'`
    const zone = typeOid === OID.timestamptz ? ", 'UTC'" : ''
    const truncated = `date_trunc(${literal(part)}, ${expression}${zone})`
    return `CASE WHEN ${isCommon} THEN ${truncated}::${column.type} ELSE ${epoch}::${column.type} END`
  }
  return null
}

/** The same text as `maskString` in mask-cell.ts makes. */
function textSql({ operator, dataClass, settings = {} }: ColumnMask, text: string, key: Uint8Array | null) {
  switch (operator) {
    case 'hash':
      return key ? hashSql(text, key) : null
    case 'partial':
      return partialSql(text, dataClass, settings.keepLast ?? KEPT)
    case 'constant':
      return settings.value === undefined ? null : literal(settings.value)
    case 'truncate': {
      const kept = settings.keepFirst ?? 1
      // What is kept of longer ones would have to be searched, and SQL cannot.
      if (kept > LONGEST_UNSEARCHED) return null
      return `CASE WHEN char_length(${text}) <= ${kept} THEN ${literal('***')} ELSE left(${text}, ${kept}) END`
    }
    case 'redact':
    case 'null':
    case 'token':
    case 'bucket':
    case 'noise':
      return null
  }
}

/** HMAC-SHA-256 of what is written in it: sha256(outer || sha256(inner || value)). */
function hashSql(text: string, key: Uint8Array): string {
  const { inner, outer } = hmacPads(key)
  const bytes = `convert_to(${text}, 'UTF8')`
  return `left(encode(sha256(${bytea(outer)} || sha256(${bytea(inner)} || ${bytes})), 'hex'), 16)`
}

function partialSql(text: string, dataClass: DataClass, keep: number): string | null {
  const hidden = literal('***')
  if (dataClass === 'email') {
    const first = `CASE WHEN ${text} ~ '^..+@[^@]*$' THEN left(${text}, 1) ELSE '' END`
    const topLevel = `coalesce(substring(rtrim(${text}) from '@[^@]*([.][A-Za-z]{2,24})$'), '')`
    return `CASE WHEN position('@' in ${text}) = 0 THEN ${hidden} ELSE ${first} || '***@***' || ${topLevel} END`
  }
  const shortest = SHORTEST_OF_CLASS[dataClass]
  if (shortest === 'never') return hidden
  if (shortest === 'characters') {
    const least = Math.max(SHORTEST_KEPT, keep * 2)
    return `CASE WHEN char_length(${text}) < ${least} THEN ${hidden} ELSE ${hidden} || right(${text}, ${keep}) END`
  }
  const least = Math.max(shortest, keep * 2)
  const digits = `regexp_replace(${text}, '[^0-9]', '', 'g')`
  const trimmed = `rtrim(${text})`
  const starred = `regexp_replace(${trimmed}, '[0-9](?=([^0-9]*[0-9]){${keep}})', '*', 'g')`
  const masked = `regexp_replace(${starred}, '[^0-9*+. ()/-]', '*', 'g')`
  return `CASE WHEN char_length(${text}) > ${LONGEST_PARTIAL} OR char_length(${digits}) < ${least} THEN ${hidden} ELSE ${masked} END`
}

function bucketSql({ expression, typeOid, typeModifier }: SqlColumn, width: number): string | null {
  const size = `${width}::numeric`
  const bucket = `floor((${expression})::numeric / ${size}) * ${size}`
  if (WHOLE_NUMBERS.has(typeOid)) {
    const least = { [OID.int2]: '-32768', [OID.int4]: '-2147483648' }[typeOid] ?? '-9223372036854775808'
    return `trunc(greatest(${bucket}, ${least}::numeric))`
  }
  const isNumber = `${expression}::text NOT IN ('NaN', 'Infinity', '-Infinity')`
  if (typeOid === OID.numeric) {
    if (hasNegativeScale(typeModifier)) return null
    return `CASE WHEN ${isNumber} THEN round(${bucket}, scale(${expression})) ELSE 0 END`
  }
  if (typeOid !== OID.float4 && typeOid !== OID.float8) return null
  const double = `${width}::float8`
  return `CASE WHEN ${isNumber} THEN floor(${expression} / ${double}) * ${double} ELSE 0 END`
}

/** In varchar(n), char(n) and name no longer than the type, by characters. */
function fit(text: string | null, { typeOid, typeModifier }: SqlColumn): string | null {
  if (text === null) return null
  if (typeOid === OID.name) return `left(${text}, 63)`
  return typeOid !== OID.text && typeModifier > 4 ? `left(${text}, ${typeModifier - 4})` : text
}

function bytea(bytes: Uint8Array): string {
  return `decode('${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}', 'hex')`
}

/** A string literal that reads the same whatever standard_conforming_strings is. */
export function literal(text: string): string {
  const quoted = text.replaceAll("'", "''")
  return quoted.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`
}
