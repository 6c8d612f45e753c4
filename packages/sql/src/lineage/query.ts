import type { Node, ReturningClause, SelectStmt } from '@pgsql/types'
import { as, words } from '../tree'
import { columnName } from './column-name'
import { findTable, mergeColumns, resolveColumn, starColumns } from './columns'
import { sourcesOf } from './expression'
import { tableOf, tablesOf } from './from'
import type { Reading } from './reading'
import type { Column, Scope, Table } from './scope'
import { openWith } from './with'

/** PostgreSQL's own limit on a result's columns. */
const MAX_COLUMNS = 1664

/** The columns of a query or of what RETURNING gives; null: cannot be told. Empty: no rows. */
export function columnsOfQuery(node: Node, outer: Scope | null, reading: Reading): readonly Column[] | null {
  const select = as('SelectStmt', node)
  if (select) return columnsOfSelect(select, outer, reading)
  const change = changeOf(node)
  if (!change) return null
  const scope = openWith(change.withClause, outer, reading)
  const target = tableOf(change.relation ?? {}, reading)
  const others = tablesOf(change.others, scope, reading)
  const tables = change.isMerge ? [...others, target] : [target, ...others]
  return columnsOfReturning(change.returningClause, target, { ...scope, tables }, reading)
}

/** What INSERT, UPDATE, DELETE and MERGE have in common. MERGE shows its source before its target. */
function changeOf(node: Node) {
  const insert = as('InsertStmt', node)
  if (insert) return { ...insert, others: [], isMerge: false }
  const update = as('UpdateStmt', node)
  if (update) return { ...update, others: update.fromClause ?? [], isMerge: false }
  const deletion = as('DeleteStmt', node)
  if (deletion) return { ...deletion, others: deletion.usingClause ?? [], isMerge: false }
  const merge = as('MergeStmt', node)
  return merge && { ...merge, others: merge.sourceRelation ? [merge.sourceRelation] : [], isMerge: true }
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
  let merged: readonly Column[] | null | undefined
  for (const row of rows) {
    const targets = (as('List', row)?.items ?? []).map((val): Node => ({ ResTarget: { val } }))
    const columns = columnsOfTargets(targets, scope, reading)
    merged = merged === undefined ? columns : mergeColumns(merged, columns, reading)
  }
  return merged?.map((column, index) => ({ ...column, name: `column${index + 1}` })) ?? null
}

function columnsOfTargets(
  targets: readonly Node[],
  scope: Scope,
  reading: Reading,
): readonly Column[] | null {
  const columns: Column[] = []
  for (const node of targets) {
    const target = as('ResTarget', node)
    const expanded = expandStar(target?.val, scope)
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
function expandStar(value: Node | undefined, scope: Scope): readonly Column[] | null | undefined {
  const fields = as('ColumnRef', value)?.fields
  if (fields && as('A_Star', fields.at(-1))) return starColumns(words(fields), scope)
  const row = as('A_Indirection', value)
  if (!row || !as('A_Star', row.indirection?.at(-1))) return undefined
  const [name, ...more] = words(as('ColumnRef', row.arg)?.fields)
  const isTable = name !== undefined && more.length === 0 && row.indirection?.length === 1
  const isColumn = scope.tables.some(({ columns }) => columns?.some((column) => column.name === name) ?? true)
  return isTable && !isColumn ? (findTable(name, undefined, scope)?.columns ?? null) : null
}

/** RETURNING sees the target's row before and after, too: by the names old and new, or by others given to them. */
function columnsOfReturning(
  clause: ReturningClause | undefined,
  { columns }: Table,
  scope: Scope,
  reading: Reading,
): readonly Column[] | null {
  if (!clause) return []
  const names = [
    'old',
    'new',
    ...(clause.options ?? []).flatMap((node) => as('ReturningOption', node)?.value ?? []),
  ]
  const versions = names.map((name) => ({ name, schema: null, columns, isOpen: false }))
  return columnsOfTargets(clause.exprs ?? [], { ...scope, tables: [...scope.tables, ...versions] }, reading)
}
