import type { Column, ColumnMask } from './column'
import { maskBinaryArray } from './content/array-binary'
import { maskTextArray } from './content/array-text'
import { maskJsonLeaves } from './content/mask-json-leaves'
import { countCharacters, pad } from './content/pad'
import { scaleOf, zeroNumeric } from './numeric'
import { writeConstant } from './operators/constant'
import { FIXED } from './operators/fixed'
import { hashText } from './operators/hash'
import { maskNumber } from './operators/numbers'
import { maskPartially } from './operators/partial'
import { maskTime } from './operators/time'
import { FIRST_VERSION } from './operators/token/token-key'
import { tokenOfNumber } from './operators/token/token-number'
import { tokenOfText } from './operators/token/token-text'
import { maskEnd } from './operators/truncate'
import { decodeText, encodeText, REDACTED } from './text'
import { ELEMENTS, OID } from './types'

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
  const elementOid = ELEMENTS.get(typeOid)
  if (elementOid !== undefined) {
    const masked = maskArray(value, column, elementOid, mask, key)
    if (masked) return masked
  }

  switch (typeOid) {
    case OID.text:
    case OID.unknown:
    case OID.refcursor:
      return encodeText(maskString(value, mask, key))
    case OID.varchar:
      return encodeText(
        cut(maskWithin(value, mask, key, typeModifier - LENGTH_HEADER), typeModifier - LENGTH_HEADER),
      )
    case OID.bpchar:
      return maskPadded(value, column, mask, key)
    case OID.name:
      return encodeText(cut(maskWithin(value, mask, key, NAME_LENGTH), NAME_LENGTH))
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
  if (mask.operator === 'token') {
    return tokenOfNumber(value, column, mask.dataClass, key, mask.settings?.keyVersion ?? FIRST_VERSION)
  }
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
    case 'token':
      // What is too short to have a token, or too long, is hashed: equal values stay equal.
      return (
        tokenOfText(decodeText(value), dataClass, key, settings.keyVersion ?? FIRST_VERSION) ??
        hashText(value, key)
      )
    case 'redact':
    case 'null':
    case 'bucket':
    case 'noise':
      return REDACTED
  }
}

/** A token that is cut could not be turned back, nor would it be known as one: the hash stands there. */
function maskWithin(value: Uint8Array, mask: ColumnMask, key: Uint8Array, length: number): string {
  const masked = maskString(value, mask, key)
  const isTooLong = mask.operator === 'token' && length > 0 && masked.length > length
  return isTooLong ? hashText(value, key) : masked
}

function maskJsonText(value: Uint8Array, mask: ColumnMask, key: Uint8Array): string {
  return maskJsonLeaves(value, (text) => maskString(text, mask, key))
}

/** As many elements in the same dimensions, each masked; NULLs stay. Where an element has no mask, nothing is left. */
function maskArray(value: Uint8Array, column: Column, elementOid: number, mask: ColumnMask, key: Uint8Array) {
  const { typeModifier, format } = column
  let isMaskable = true
  const maskElement = (element: Uint8Array, typeOid: number) => {
    const masked = maskCell(element, { typeOid, typeModifier, format }, mask, key)
    isMaskable &&= masked !== null
    return masked ?? NOTHING
  }
  const masked =
    format === 1
      ? maskBinaryArray(value, elementOid, maskElement)
      : maskTextArray(value, (element) => maskElement(element, elementOid))
  return isMaskable ? masked : null
}

const NOTHING = new Uint8Array(0)

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
  const masked = encodeText(cut(maskWithin(value.subarray(0, end), mask, key, length), length))
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
