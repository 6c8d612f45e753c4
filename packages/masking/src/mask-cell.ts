import type { Column, ColumnMask } from './column'
import { countCharacters, pad } from './content/pad'
import { scaleOf, zeroNumeric } from './numeric'
import { writeConstant } from './operators/constant'
import { FIXED } from './operators/fixed'
import { hashText } from './operators/hash'
import { maskNumber } from './operators/numbers'
import { maskPartially } from './operators/partial'
import { maskTime } from './operators/time'
import { maskEnd } from './operators/truncate'
import { decodeText, encodeText, REDACTED } from './text'
import { OID } from './types'

/**
 * The mask of one value, valid for its type and format; `null` is SQL NULL. Never throws and never returns
 * its input. The type comes first: where an operator has nothing to say in a type, the value is redacted,
 * and where nothing can be said at all (an enum, a composite, a type we do not know) it is NULL.
 * The result may be shared: it must not be written to.
 */
export function maskCell(
  value: Uint8Array,
  column: Column,
  mask: ColumnMask,
  key: Uint8Array,
): Uint8Array | null {
  if (mask.operator === 'null') return null
  const { typeOid, typeModifier, format } = column

  switch (typeOid) {
    case OID.text:
    case OID.unknown:
    case OID.refcursor:
      return encodeText(maskString(value, mask, key))
    case OID.varchar:
      return encodeText(cut(maskString(value, mask, key), typeModifier - LENGTH_HEADER))
    case OID.bpchar:
      return maskPadded(value, column, mask, key)
    case OID.name:
      return encodeText(cut(maskString(value, mask, key), NAME_LENGTH))
    case OID.char:
      return encodeText('*')
    case OID.xml: // a part of a value may be markup that is cut in two
      return encodeText(mask.operator === 'hash' ? hashText(value, key) : REDACTED)
    case OID.json:
      return encodeText(maskJsonText(value, mask, key))
    case OID.jsonb:
      return format === 1
        ? encodeText(`${JSONB_VERSION}${maskJsonText(value.subarray(1), mask, key)}`)
        : encodeText(maskJsonText(value, mask, key))
    case OID.numeric:
      return (
        (mask.operator === 'redact' ? null : maskTyped(value, column, mask, key)) ??
        zeroNumeric(scaleOf(value, typeModifier, format), format)
      )
    case OID.bit:
      return maskBits(value, column)
  }
  const said = mask.operator === 'redact' ? null : maskTyped(value, column, mask, key)
  if (said) return said
  const fixed = FIXED.get(typeOid)
  if (!fixed) return null
  return format === 1 ? fixed.binary : fixed.text
}

/** What the operator says of a type that is no text; null: nothing. */
function maskTyped(value: Uint8Array, column: Column, mask: ColumnMask, key: Uint8Array): Uint8Array | null {
  if (mask.operator === 'constant') return writeConstant(mask.settings?.value ?? '', column)
  return maskTime(value, column, mask, key) ?? maskNumber(value, column, mask, key)
}

/** A type modifier of varchar(n) and char(n) is n + 4. */
const LENGTH_HEADER = 4
const NAME_LENGTH = 63
const JSONB_VERSION = '\u0001'

function maskString(value: Uint8Array, mask: ColumnMask, key: Uint8Array): string {
  const { operator, dataClass, settings = {} } = mask
  switch (operator) {
    case 'hash':
      return hashText(value, key)
    case 'partial':
      return maskPartially(decodeText(value), dataClass, settings.keepLast)
    case 'constant':
      return settings.value ?? REDACTED
    case 'truncate':
      return maskEnd(decodeText(value), settings.keepFirst ?? 1)
    case 'redact':
    case 'null':
    case 'token':
    case 'bucket':
    case 'noise':
      return REDACTED
  }
}

function maskJsonText(value: Uint8Array, { operator }: ColumnMask, key: Uint8Array): string {
  return `"${operator === 'hash' ? hashText(value, key) : REDACTED}"`
}

/** char(n): the padding is no part of the value, and is there again behind the mask. */
function maskPadded(
  value: Uint8Array,
  { typeModifier }: Column,
  mask: ColumnMask,
  key: Uint8Array,
): Uint8Array {
  let end = value.length
  while (end > 0 && value[end - 1] === 0x20) end--
  const length = typeModifier - LENGTH_HEADER
  const masked = encodeText(cut(maskString(value.subarray(0, end), mask, key), length))
  // A value is n characters long already: its own length cannot be made up, as a type modifier can.
  return length < 1 ? masked : pad(masked, countCharacters(value))
}

/** To so many characters; anything below 1 is no limit. */
function cut(text: string, length: number): string {
  return length < 1 ? text : Array.from(text).slice(0, length).join('')
}

/** bit(n) is n zeros, as many as the value has bits. */
function maskBits(value: Uint8Array, { format }: Column): Uint8Array | null {
  if (format === 0) return encodeText('0'.repeat(value.length))
  if (value.length < 4) return null
  const masked = new Uint8Array(value.length)
  masked.set(value.subarray(0, 4))
  return masked
}
