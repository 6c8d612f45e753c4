import { FIXED } from '../operators/fixed'
import { decodeText, REDACTED } from '../text'
import { ELEMENTS, OID } from '../types'
import { literal, type SqlColumn } from './mask-expression'

/** The type's neutral value in SQL, as in the table of the README; null: it has none, and NULL stands there. */
export function neutralSql(column: SqlColumn): string | null {
  const { expression, typeOid, typeModifier, type } = column
  const elementOid = ELEMENTS.get(typeOid)
  if (elementOid !== undefined) return neutralArray(column, elementOid)
  switch (typeOid) {
    case OID.text:
    case OID.name:
    case OID.xml:
      return literal(REDACTED)
    case OID.varchar:
    case OID.bpchar:
      return typeModifier > 4 ? literal(REDACTED.slice(0, typeModifier - 4)) : literal(REDACTED)
    case OID.char:
      return literal('*')
    case OID.json:
    case OID.jsonb:
      return literal(`"${REDACTED}"`)
    case OID.numeric:
      return `round(0::numeric, coalesce(scale(${expression}), 0))`
    case OID.bit:
      return `repeat('0', length(${expression}))::pg_catalog.varbit::${type}`
    // Whatever lc_monetary says of its text.
    case OID.money:
      return '0::numeric::money'
  }
  const fixed = FIXED.get(typeOid)
  return fixed ? literal(decodeText(fixed.text)) : null
}

/** As many elements, in the same dimensions. */
function neutralArray(column: SqlColumn, elementOid: number): string | null {
  const { expression, type } = column
  const elementType = type.replace(/(\[\])+$/, '')
  const scale = elementOid === OID.numeric && column.typeModifier < 4
  const element = scale
    ? '0'
    : neutralSql({
        expression: 'NULL',
        typeOid: elementOid,
        typeModifier: column.typeModifier,
        type: elementType,
      })
  if (element === null || elementOid === OID.bit) return literal('{}')
  const dimensions = `generate_series(1, array_ndims(${expression})) AS d`
  const lengths = `ARRAY(SELECT array_length(${expression}, d) FROM ${dimensions})`
  const bounds = `ARRAY(SELECT array_lower(${expression}, d) FROM ${dimensions})`
  return `array_fill((${element})::${elementType}, ${lengths}, ${bounds})`
}
