import type { DataClass } from '@sallyport/core'
import type { Column } from '../../column'
import { maskBinaryArray } from '../../content/array-binary'
import { maskTextArray } from '../../content/array-text'
import { decodeText, encodeText } from '../../text'
import { OID } from '../../types'
import { writeConstant } from '../constant'
import { INTEGER_BITS, readInteger } from '../integers'
import { detokenise } from './detokenise'

/** What a value of the wire, in text or binary, may stand for, in the same form. None: it is no token. */
export function detokeniseValue(
  value: Uint8Array,
  column: Column,
  dataClass: DataClass,
  key: Uint8Array,
  version?: number,
): readonly Uint8Array[] {
  const isBinary = column.format === 1 && BINARY.has(column.typeOid)
  const token = isBinary ? textOf(value, column) : decodeText(value)
  if (token === null) return []
  return detokenise(token, column, dataClass, key, version).flatMap(
    (text) => (isBinary ? writeConstant(text, column) : encodeText(text)) ?? [],
  )
}

/**
 * The same for the elements of an array, each of which must stand for one value. `column` is that of an element. Null:
 * one of them may stand for several.
 */
export function detokeniseArray(
  value: Uint8Array,
  column: Column,
  dataClass: DataClass,
  key: Uint8Array,
  version?: number,
): Uint8Array | null {
  let isUntold = false
  const replace = (element: Uint8Array) => {
    const values = detokeniseValue(element, column, dataClass, key, version)
    if (values.length > 1) isUntold = true
    return values[0] ?? element
  }
  const replaced =
    column.format === 1 ? maskBinaryArray(value, column.typeOid, replace) : maskTextArray(value, replace)
  return isUntold ? null : replaced
}

const BINARY: ReadonlySet<number> = new Set([...INTEGER_BITS.keys(), OID.uuid, OID.numeric])

/** Binary whole numbers and UUIDs as text; of other types none is read. */
function textOf(value: Uint8Array, { typeOid }: Column): string | null {
  const bits = INTEGER_BITS.get(typeOid)
  if (bits !== undefined) return readInteger(value, bits, 1)?.toString() ?? null
  if (typeOid !== OID.uuid || value.length !== 16) return null
  const hex = Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
