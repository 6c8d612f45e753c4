import type { DataClass } from '@sallyport/core'
import type { Column } from '../../column'
import { OID } from '../../types'
import { FIRST_VERSION } from './token-key'
import { numbersOfToken } from './token-number'
import { cardOfToken, textOfToken } from './token-text'

/**
 * The values that a token may stand for in a column, as text: none when it is no token, one as a rule, several when
 * the key was rotated and the token does not say which version made it (numbers and cards). A condition
 * `column = token` is `column IN (these)`. `version` is the newest version of the key.
 */
export function detokenise(
  token: string,
  column: Pick<Column, 'typeOid' | 'typeModifier'>,
  dataClass: DataClass,
  key: Uint8Array,
  version = FIRST_VERSION,
): readonly string[] {
  const versions = Array.from({ length: version + 1 }, (_, at) => version - at)
  if (!TEXTS.has(column.typeOid)) {
    return versions.flatMap((one) => numbersOfToken(token, { ...column, format: 0 }, dataClass, key, one))
  }
  const text = textOfToken(token, dataClass, key)
  if (text !== null) return [text]
  return dataClass === 'card' ? versions.flatMap((one) => cardOfToken(token, key, one) ?? []) : []
}

const TEXTS: ReadonlySet<number> = new Set([OID.text, OID.varchar, OID.bpchar, OID.name, OID.unknown])
