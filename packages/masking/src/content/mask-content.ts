import type { Column } from '../column'
import { isCardNumber, SHORTEST_CARD } from '../detectors/card/card-number'
import { detect, mayHold } from '../detectors/detect'
import type { Detection } from '../detectors/detection'
import { integerDigits, scaleOf, zeroNumeric } from '../numeric'
import { decodeText, encodeText } from '../text'
import { ELEMENTS, OID } from '../types'
import { maskBinaryArray } from './array-binary'
import { maskTextArray } from './array-text'
import { maskBytea } from './bytea'
import { canHold } from './can-hold'
import { maskJson } from './json'
import { countCharacters, pad } from './pad'
import { redactSpans, starSpans } from './replace'

/**
 * Masks what the detectors find inside a value, which stays valid for its type. Returns the same object
 * when nothing was found. A malformed binary array becomes an empty one.
 */
export function maskContent(value: Uint8Array, column: Column, detection: Detection): Uint8Array {
  if (detection.isEmpty || !canHold(column)) return value
  const { typeOid, format } = column

  if (typeOid === OID.int8 || typeOid === OID.numeric) return maskNumber(value, column, detection)
  const elementOid = ELEMENTS.get(typeOid)
  if (elementOid !== undefined) return maskElements(value, column, elementOid, detection)
  if (typeOid === OID.bytea) return maskBytea(value, format, detection)
  if (!mayHold(value, detection)) return value

  if (typeOid === OID.json || (typeOid === OID.jsonb && format === 0)) return maskJson(value, detection)
  if (typeOid === OID.jsonb) return maskBinaryJsonb(value, detection)
  if (typeOid === OID.bpchar) return maskPadded(value, detection)
  return format === 0 || IS_TEXT_IN_BINARY.has(typeOid)
    ? maskBytes(value, detection)
    : maskOpaque(value, detection)
}

/** Masks what the detectors find in plain text, such as a line of a COPY. The same object when nothing was found. */
export function maskBytes(bytes: Uint8Array, detection: Detection): Uint8Array {
  const spans = detect(bytes, detection)
  return spans.length === 0 ? bytes : redactSpans(bytes, spans)
}

/** The same for a string: the text of an error or a notice. */
export function maskText(text: string, detection: Detection): string {
  const bytes = encodeText(text)
  const masked = maskBytes(bytes, detection)
  return masked === bytes ? text : decodeText(masked)
}

const IS_TEXT_IN_BINARY: ReadonlySet<number> = new Set([
  OID.text,
  OID.varchar,
  OID.name,
  OID.unknown,
  OID.xml,
  OID.refcursor,
])

/** Only cards fit into a number. */
function maskNumber(value: Uint8Array, column: Column, detection: Detection): Uint8Array {
  const { typeOid, typeModifier, format } = column
  if (!detection.detectors.includes('card') || (format === 0 && value.length < SHORTEST_CARD)) return value
  const digits =
    typeOid === OID.int8 && format === 1
      ? int8Digits(value)
      : integerDigits(value, typeOid === OID.int8 ? 0 : format)
  if (!isCardNumber(digits)) return value
  if (typeOid === OID.numeric) return zeroNumeric(scaleOf(value, typeModifier, format), format)
  return format === 1 ? new Uint8Array(8) : encodeText('0')
}

function int8Digits(value: Uint8Array): Uint8Array {
  if (value.length !== 8) return value.subarray(0, 0)
  const number = new DataView(value.buffer, value.byteOffset, 8).getBigInt64(0)
  return encodeText(String(number < 0n ? -number : number))
}

function maskElements(
  value: Uint8Array,
  { typeModifier, format }: Column,
  elementOid: number,
  detection: Detection,
): Uint8Array {
  if (format === 1) {
    return maskBinaryArray(value, elementOid, (element, typeOid) =>
      maskContent(element, { typeOid, typeModifier, format }, detection),
    )
  }
  if (elementOid !== OID.bytea && !mayHold(value, detection)) return value
  return maskTextArray(value, (element) =>
    maskContent(element, { typeOid: elementOid, typeModifier, format }, detection),
  )
}

/** A version byte, then JSON. */
function maskBinaryJsonb(value: Uint8Array, detection: Detection): Uint8Array {
  const json = value.subarray(1)
  const masked = maskJson(json, detection)
  if (masked === json) return value
  const versioned = new Uint8Array(masked.length + 1)
  versioned.set(value.subarray(0, 1))
  versioned.set(masked, 1)
  return versioned
}

/** char(n) is always n characters long. */
function maskPadded(value: Uint8Array, detection: Detection): Uint8Array {
  const masked = maskBytes(value, detection)
  return masked === value ? value : pad(masked, countCharacters(value))
}

/** A binary form that we do not know (a record, an hstore, a type of an extension) keeps all its lengths. */
function maskOpaque(value: Uint8Array, detection: Detection): Uint8Array {
  const spans = detect(value, detection)
  return spans.length === 0 ? value : starSpans(value, spans)
}
