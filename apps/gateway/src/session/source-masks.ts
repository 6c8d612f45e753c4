import type { MaskingRule } from '@sallyport/core'
import { type ColumnMask, maskExpression } from '@sallyport/masking'
import type { MaskedColumn, SourceMasks } from '@sallyport/sql'

/** One stored column that is masked where it is read. */
export interface MaskedSource {
  /** `schema.table.column` */
  readonly source: string
  readonly rule: MaskingRule
  /** Keys within its JSON; empty: all of it. Several rules can name several. */
  readonly paths: readonly (readonly string[])[]
}

const REDACT: ColumnMask = { operator: 'redact', dataClass: 'other' }
const JSON_TYPES: ReadonlyMap<number, string> = new Map([
  [114, 'pg_catalog.json'],
  [3802, 'pg_catalog.jsonb'],
])

/**
 * The masks as SQL. No key goes into a statement's text, which others can read at the target: what SQL cannot
 * say without it is a fixed mask there.
 */
export function sourceMasks(
  columns: readonly MaskedSource[],
  comparable: ReadonlySet<string> = new Set(),
): SourceMasks {
  return {
    ...(comparable.size > 0 && { comparable }),
    columns: new Map(
      columns.map(({ source, rule, paths }) => [
        source,
        (column: MaskedColumn) => jsonMask(column, paths) ?? maskOf(rule, column),
      ]),
    ),
    derived: (column) => maskOf(REDACT, column),
  }
}

function maskOf(mask: ColumnMask, { relation, index, value }: MaskedColumn): string {
  const detail = relation.details?.[index]
  if (!detail) return 'NULL'
  const { type, typeOid, typeModifier } = detail
  return maskExpression(mask, { expression: value, type, typeOid, typeModifier }, null)
}

/** Masks what stands under some keys of an object, and whole what is no object. Null: it is no JSON. */
function jsonMask(
  { relation, index, value }: MaskedColumn,
  paths: readonly (readonly string[])[],
): string | null {
  const type = JSON_TYPES.get(relation.details?.[index]?.typeOid ?? 0)
  if (!type || paths.length === 0) return null
  const json = `${value}::pg_catalog.jsonb`
  const hidden = `'"***"'::pg_catalog.jsonb`
  const masked = paths.reduce(
    (inner, path) => `pg_catalog.jsonb_set(${inner}, ${pathLiteral(path)}, ${hidden}, false)`,
    json,
  )
  return `(CASE pg_catalog.jsonb_typeof(${json}) WHEN 'object' THEN ${masked} ELSE CASE WHEN ${value} IS NULL THEN NULL ELSE ${hidden} END END)::${type}`
}

/** `'{a,"b c"}'`, as an array of text. */
function pathLiteral(path: readonly string[]): string {
  const keys = path.map((key) => `'${key.replaceAll("'", "''")}'`)
  return `ARRAY[${keys.join(', ')}]::pg_catalog.text[]`
}
