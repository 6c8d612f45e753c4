import type { Node, SelectStmt } from '@pgsql/types'
import { as, isObject, words } from '../tree'
import { columnsOfChange } from './change'
import { columnName } from './column-name'
import { findTable, mergeColumns, resolveColumn, starColumns } from './columns'
import { sourcesOf } from './expression'
import { tablesOf } from './from'
import type { Reading } from './reading'
import type { Column, Scope } from './scope'
import { openWith } from './with'

/** PostgreSQL's own limit on a result's columns. */
const MAX_COLUMNS = 1664

/** The columns of a query or of what RETURNING gives; null: cannot be told. Empty: no rows. */
export function columnsOfQuery(node: Node, outer: Scope | null, reading: Reading): readonly Column[] | null {
  const select = as('SelectStmt', node)
  if (select) return columnsOfSelect(select, outer, reading)
  return columnsOfChange(node, outer, reading)
}

export function columnsOfSelect(
  select: SelectStmt,
  outer: Scope | null,
  reading: Reading,
): readonly Column[] | null {
  reading.step()
  const scope = openWith(select.withClause, outer, reading)
  if (select.larg && select.rarg) {
    const left = columnsOfSelect(select.larg, scope, reading)
    return mergeColumns(left, columnsOfSelect(select.rarg, scope, reading), reading)
  }
  if (select.valuesLists) return columnsOfValues(select.valuesLists, scope, reading)
  const tables = tablesOf(select.fromClause ?? [], scope, reading)
  return columnsOfTargets(select.targetList ?? [], { ...scope, tables }, reading)
}

/** Here, too, `t.*` stands for several. */
function columnsOfValues(rows: readonly Node[], scope: Scope, reading: Reading): readonly Column[] | null {
  if (isConstant(rows)) {
    const width = as('List', rows[0])?.items?.length ?? 0
    return Array.from({ length: width }, (_, at) => ({ name: `column${at + 1}`, sources: [], direct: false }))
  }
  let merged: readonly Column[] | null | undefined
  for (const row of rows) {
    const targets = (as('List', row)?.items ?? []).map((val): Node => ({ ResTarget: { val } }))
    const columns = columnsOfTargets(targets, scope, reading)
    merged = merged === undefined ? columns : mergeColumns(merged, columns, reading)
  }
  return merged?.map((column, index) => ({ ...column, name: `column${index + 1}` })) ?? null
}

/** Ten thousand rows of an INSERT are usually that, and need no more than one look. */
function isConstant(part: unknown): boolean {
  if (Array.isArray(part)) return part.every(isConstant)
  if (!isObject(part)) return true
  return Object.entries(part).every(([key, value]) => !SPEAKING.has(key) && isConstant(value))
}

const SPEAKING = new Set(['ColumnRef', 'SubLink', 'FuncCall', 'A_Expr', 'A_Indirection'])

/** The columns of a SELECT list, or of another place where `*` is written. */
export function columnsOfTargets(
  targets: readonly Node[],
  scope: Scope,
  reading: Reading,
): readonly Column[] | null {
  const columns: Column[] = []
  for (const node of targets) {
    const target = as('ResTarget', node)
    const expanded = expandStar(target?.val, scope, reading)
    if (expanded === null || columns.length > MAX_COLUMNS) return null
    if (expanded) columns.push(...expanded)
    else if (target?.val)
      columns.push({ ...columnOf(target.val, scope, reading), name: target.name ?? columnName(target.val) })
  }
  return columns
}

function columnOf(value: Node, scope: Scope, reading: Reading): Column {
  const reference = as('ColumnRef', value)
  if (reference) return resolveColumn(reference.fields ?? [], scope, reading)
  return { name: '', sources: sourcesOf(value, scope, reading), direct: false }
}

/** The columns behind `*`, `t.*` and `(t).*`; undefined: it is none of them; null: it is, and they cannot be told. */
function expandStar(
  value: Node | undefined,
  scope: Scope,
  reading: Reading,
): readonly Column[] | null | undefined {
  const fields = as('ColumnRef', value)?.fields
  if (fields && as('A_Star', fields.at(-1))) return starColumns(words(fields), scope, reading)
  const row = as('A_Indirection', value)
  if (!row || !as('A_Star', row.indirection?.at(-1))) return undefined
  const [name, ...more] = words(as('ColumnRef', row.arg)?.fields)
  const isTable = name !== undefined && more.length === 0 && row.indirection?.length === 1
  const isColumn = scope.tables.some(({ columns }) => columns?.some((column) => column.name === name) ?? true)
  return isTable && !isColumn ? (findTable(name, undefined, scope, reading)?.columns ?? null) : null
}
