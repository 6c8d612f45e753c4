import type { InsertStmt, MergeStmt, Node, ReturningClause, UpdateStmt } from '@pgsql/types'
import { as } from '../tree'
import { sourcesOf } from './expression'
import { tableOf, tablesOf } from './from'
import { columnsOfQuery, columnsOfTargets } from './query'
import type { Reading, Sources } from './reading'
import { type Column, mergeSources, type Scope, type Table } from './scope'
import { openWith } from './with'

/** What is put into a column; of several that are put there, all. */
interface Assignment {
  /** '?' where the catalogue does not have the table, and the statement does not name its columns. */
  readonly column: string
  readonly sources: Sources
}

/**
 * The columns that RETURNING gives of INSERT, UPDATE, DELETE and MERGE. A column that was given a value
 * derives from that value, too: `insert into notes select ssn … returning text` is an ssn.
 */
export function columnsOfChange(node: Node, outer: Scope | null, reading: Reading): readonly Column[] | null {
  const change = changeOf(node)
  if (!change) return null
  const { relation = {}, withClause, returningClause, isMerge } = change
  const scope = openWith(withClause, outer, reading)
  const target = tableOf(relation, reading)
  const others = tablesOf(change.others, scope, reading)
  const inside = { ...scope, tables: isMerge ? [...others, target] : [target, ...others] }
  const assigned = assignmentsOf(node, target, inside, reading)
  for (const { column, sources } of assigned) reading.addWrite(relation, column, sources)
  if (!returningClause) return []
  const after = { ...target, columns: target.columns && withAssigned(target.columns, assigned, reading) }
  const tables = isMerge ? [...others, after] : [after, ...others]
  return columnsOfReturning(returningClause, target, after, { ...scope, tables }, reading)
}

/** What the four have in common. MERGE shows its source before its target. */
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

function assignmentsOf(node: Node, target: Table, scope: Scope, reading: Reading): readonly Assignment[] {
  const insert = as('InsertStmt', node)
  if (insert) return assignedByInsert(insert, target, scope, reading)
  const update: UpdateStmt | undefined = as('UpdateStmt', node)
  if (update) return assignedBySet(update.targetList ?? [], scope, reading)
  const merge = as('MergeStmt', node)
  return merge ? assignedByMerge(merge, target, scope, reading) : []
}

function assignedByInsert(
  { cols, selectStmt, onConflictClause }: InsertStmt,
  target: Table,
  scope: Scope,
  reading: Reading,
): readonly Assignment[] {
  const given = selectStmt ? columnsOfQuery(selectStmt, { ...scope, tables: [] }, reading) : []
  const inserted = place(given?.map(({ sources }) => sources) ?? null, cols, target)
  const columns = target.columns && withAssigned(target.columns, inserted, reading)
  const excluded: Table = { name: 'excluded', schema: null, columns, isOpen: false }
  const onConflict = { ...scope, tables: [...scope.tables, excluded] }
  return [...inserted, ...assignedBySet(onConflictClause?.targetList ?? [], onConflict, reading)]
}

function assignedByMerge(
  { mergeWhenClauses = [] }: MergeStmt,
  target: Table,
  scope: Scope,
  reading: Reading,
): readonly Assignment[] {
  return mergeWhenClauses.flatMap((node) => {
    const { commandType, targetList = [], values } = as('MergeWhenClause', node) ?? {}
    if (commandType === 'CMD_UPDATE') return assignedBySet(targetList, scope, reading)
    const sources = (values ?? []).map((value) => sourcesOf(value, scope, reading))
    return place(sources, targetList.length > 0 ? targetList : undefined, target)
  })
}

/** `set a = …`. In `set (a, b) = (select …)` each derives from all that is selected. */
function assignedBySet(targets: readonly Node[], scope: Scope, reading: Reading): readonly Assignment[] {
  return targets.flatMap((node) => {
    const { name: column = '?', val } = as('ResTarget', node) ?? {}
    return val ? { column, sources: sourcesOf(val, scope, reading) } : []
  })
}

/** Values go to the columns that are named, else to the table's in their order. */
function place(
  values: readonly Sources[] | null,
  named: readonly Node[] | undefined,
  { columns }: Table,
): readonly Assignment[] {
  const names = named?.map((node) => as('ResTarget', node)?.name) ?? columns?.map(({ name }) => name) ?? []
  if (!values) return names.map((name) => ({ column: name ?? '?', sources: null }))
  return values.map((sources, index) => ({ column: names[index] ?? '?', sources }))
}

function withAssigned(
  columns: readonly Column[],
  assigned: readonly Assignment[],
  reading: Reading,
): readonly Column[] {
  return columns.map((column) => {
    const own = assigned.filter((each) => each.column === column.name || each.column === '?')
    const sources = mergeSources([column.sources, ...own.map((each) => each.sources)], reading)
    return { name: column.name, sources, direct: column.direct && sources?.length === 1 }
  })
}

/** RETURNING sees the target's row before and after: by the names old and new, or by others given to them. */
function columnsOfReturning(
  { exprs = [], options = [] }: ReturningClause,
  before: Table,
  after: Table,
  scope: Scope,
  reading: Reading,
): readonly Column[] | null {
  const given = options.flatMap((node) => as('ReturningOption', node) ?? [])
  const named = (table: Table, kind: string, usual: string) =>
    [usual, ...given.flatMap(({ option, value }) => (option === kind && value ? value : []))].map(
      (name): Table => ({ name, schema: null, columns: table.columns, isOpen: false }),
    )
  const versions = [
    ...named(before, 'RETURNING_OPTION_OLD', 'old'),
    ...named(after, 'RETURNING_OPTION_NEW', 'new'),
  ]
  return columnsOfTargets(exprs, { ...scope, tables: [...scope.tables, ...versions] }, reading)
}
