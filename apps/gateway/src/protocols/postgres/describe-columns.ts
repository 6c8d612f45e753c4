import type { DescribedColumn } from '../../session/masker'
import type { TargetCatalogue } from './catalogue'
import type { ResultColumn } from './codec/row-description'

/** Where a result's columns come from, by the numbers that the target itself gave. */
export function describeColumns(
  catalogue: TargetCatalogue,
  columns: readonly ResultColumn[],
  formats?: readonly number[],
): DescribedColumn[] {
  return columns.map(({ tableOid, columnNumber, typeOid, typeModifier, format }, at) => {
    const relation = catalogue.byOid.get(tableOid)
    const name = relation?.columns[columnNumber - 1]
    return {
      typeOid,
      typeModifier,
      format: formats ? formatOf(formats, at) : format,
      origin: relation && name ? `${relation.schema}.${relation.name}.${name}` : null,
      isStored: relation?.kind === 'table' && !isStatistics(relation),
      isUntold: tableOid !== 0 && !relation,
    }
  })
}

/** Bind's result formats: none means text, one is for all columns, else one each. */
function formatOf(formats: readonly number[], column: number): 0 | 1 {
  const code = formats.length === 1 ? formats[0] : formats[column]
  return code === 1 ? 1 : 0
}

/** Samples of the values of other tables. */
function isStatistics({ schema, name }: { readonly schema: string; readonly name: string }): boolean {
  return schema === 'pg_catalog' && name.startsWith('pg_statistic')
}
