import type { Alias, JoinExpr, Node, RangeFunction, RangeSubselect, RangeVar } from '@pgsql/types'
import { ROW_COLUMNS } from '../functions/builtins'
import { findRelations } from '../names'
import { as, words } from '../tree'
import { columnName } from './column-name'
import { isPure, sourcesOf } from './expression'
import { columnsOfQuery } from './query'
import type { Reading } from './reading'
import { type Column, derived, findCte, rename, type Scope, type Table } from './scope'
import { columnsOfRelation } from './views'

/** The tables of a FROM clause, in order. LATERAL ones and functions see those before them. */
export function tablesOf(items: readonly Node[], scope: Scope, reading: Reading): readonly Table[] {
  const tables: Table[] = []
  for (const item of items) tables.push(...tablesOfItem(item, scope, tables, reading))
  return tables
}

function tablesOfItem(
  item: Node,
  scope: Scope,
  before: readonly Table[],
  reading: Reading,
): readonly Table[] {
  reading.step()
  const lateral: Scope = { ...scope, tables: before }
  const relation = as('RangeVar', item)
  if (relation) return [cteTable(relation, scope) ?? tableOf(relation, reading)]
  const subselect = as('RangeSubselect', item)
  if (subselect) return [tableOfSubselect(subselect, subselect.lateral ? lateral : scope, reading)]
  const join = as('JoinExpr', item)
  if (join) return tablesOfJoin(join, scope, before, reading)
  const call = as('RangeFunction', item)
  if (call) return [tableOfFunction(call, lateral, reading)]
  const sample = as('RangeTableSample', item)
  if (sample?.relation) return tablesOfItem(sample.relation, scope, before, reading)
  return [tableOfDocument(item, lateral, reading)]
}

function cteTable({ schemaname, relname = '', alias }: RangeVar, scope: Scope): Table | undefined {
  const cte = schemaname === undefined ? findCte(scope, relname) : undefined
  return cte && makeTable(alias, relname, null, cte.columns())
}

/** A stored relation. Where a search_path chooses between several, every column may come from each that has it. */
export function tableOf(relation: RangeVar, reading: Reading): Table {
  const { relname = '', alias } = relation
  const candidates = findRelations(reading.names, relation)
  const each = candidates.map((named) => columnsOfRelation(named, reading))
  const [first] = each
  const schema = candidates.length === 1 ? (candidates[0]?.schema ?? null) : (relation.schemaname ?? null)
  if (!first || each.length === 1) return makeTable(alias, relname, schema, first ?? null)
  const isUniform = each.every((columns) => namesIn(columns) === namesIn(first))
  if (!isUniform) return makeTable(alias, relname, schema, null)
  const merged = first.map(({ name }, index) =>
    derived(
      name,
      each.flatMap((columns) => columns?.[index] ?? []),
      reading,
    ),
  )
  return makeTable(alias, relname, schema, merged)
}

function namesIn(columns: readonly Column[] | null): string {
  return JSON.stringify(columns?.map(({ name }) => name))
}

function tableOfSubselect({ subquery, alias }: RangeSubselect, outer: Scope, reading: Reading): Table {
  return makeTable(alias, null, null, subquery ? columnsOfQuery(subquery, outer, reading) : null)
}

function makeTable(
  alias: Alias | undefined,
  ownName: string | null,
  schema: string | null,
  columns: readonly Column[] | null,
): Table {
  return {
    name: alias?.aliasname ?? ownName,
    schema: alias ? null : schema,
    columns: columns && rename(columns, words(alias?.colnames)),
    isOpen: true,
  }
}

/** The join itself is what `*` and bare names see; its two sides stay for qualified names, unless it has an alias. */
function tablesOfJoin(
  join: JoinExpr,
  scope: Scope,
  before: readonly Table[],
  reading: Reading,
): readonly Table[] {
  const left = join.larg ? tablesOfItem(join.larg, scope, before, reading) : []
  const right = join.rarg ? tablesOfItem(join.rarg, scope, [...before, ...left], reading) : []
  const [leftColumns, rightColumns] = [openColumns(left), openColumns(right)]
  reading.step(left.length + (leftColumns?.length ?? 0)) // each join of a chain goes over all before it
  const columns = leftColumns && rightColumns && joinColumns(join, leftColumns, rightColumns, reading)
  const own = makeTable(join.alias, null, null, columns)
  if (join.alias) return [own]
  const merged = join.join_using_alias
  const using = merged
    ? [makeTable(merged, null, null, columns?.slice(0, join.usingClause?.length) ?? null)]
    : []
  const sides = [...using, ...left, ...right].filter(({ name }) => name !== null)
  return [own, ...sides.map((table) => (table.isOpen ? { ...table, isOpen: false } : table))]
}

function openColumns(tables: readonly Table[]): readonly Column[] | null {
  const open = tables.filter(({ isOpen }) => isOpen)
  return open.some(({ columns }) => columns === null) ? null : open.flatMap(({ columns }) => columns ?? [])
}

/** USING and NATURAL show what they compare once, first. Its value is that of both sides. */
function joinColumns(
  join: JoinExpr,
  left: readonly Column[],
  right: readonly Column[],
  reading: Reading,
): readonly Column[] {
  const shared = join.isNatural
    ? left.flatMap(({ name }) => (right.some((column) => column.name === name) ? [name] : []))
    : words(join.usingClause)
  const is = (name: string) => (column: Column) => column.name === name
  const others = ({ name }: Column) => !shared.includes(name)
  const merged = shared.map((name) =>
    derived(name, [...left.filter(is(name)), ...right.filter(is(name))], reading),
  )
  return [...merged, ...left.filter(others), ...right.filter(others)]
}

function tableOfFunction(item: RangeFunction, lateral: Scope, reading: Reading): Table {
  const { functions = [], alias, coldeflist, ordinality, is_rowsfrom } = item
  const single = !is_rowsfrom && functions.length === 1
  const columns: Column[] = []
  for (const entry of functions) {
    const [call, definitions] = as('List', entry)?.items ?? []
    const defined = [...(coldeflist ?? []), ...(as('List', definitions)?.items ?? [])]
    const given =
      call && columnsOfCall(call, defined, single ? alias?.aliasname : undefined, lateral, reading)
    if (!given) return makeTable(alias, null, null, null)
    columns.push(...given)
  }
  if (ordinality) columns.push({ name: 'ordinality', sources: [], direct: false })
  return makeTable(alias, columns[0]?.name ?? null, null, columns)
}

function columnsOfCall(
  node: Node,
  defined: readonly Node[],
  alias: string | undefined,
  lateral: Scope,
  reading: Reading,
): readonly Column[] | null {
  const call = as('FuncCall', node)
  const name = words(call?.funcname).at(-1) ?? columnName(node)
  if (call && !isPure(words(call.funcname), reading)) return null
  const args = call?.args ?? []
  if (name === 'unnest' && args.length > 1) {
    return args.map((argument) => ({ name, sources: sourcesOf(argument, lateral, reading), direct: false }))
  }
  const sources = sourcesOf(call ? args : node, lateral, reading)
  const names = defined.flatMap((definition) => as('ColumnDef', definition)?.colname ?? [])
  if (names.length === 0 && SHAPED_BY_ARGUMENT.test(name)) return null
  const own = names.length > 0 ? names : (ROW_COLUMNS.get(name) ?? [alias ?? name])
  return own.map((each) => ({ name: each, sources, direct: false }))
}

/** Their columns are those of their first argument's type, which only the server knows. */
const SHAPED_BY_ARGUMENT = /^jsonb?_populate_record(set)?$/

/** XMLTABLE and JSON_TABLE: every column derives from everything that they mention. */
function tableOfDocument(item: Node, lateral: Scope, reading: Reading): Table {
  const node = as('RangeTableFunc', item) ?? as('JsonTable', item)
  if (!node) return makeTable(undefined, null, null, null)
  const sources = sourcesOf(node, lateral, reading)
  const columns = documentColumns(node.columns ?? []).map((name) => ({ name, sources, direct: false }))
  return makeTable(node.alias, null, null, columns)
}

function documentColumns(nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap((node) => {
    const nested = as('JsonTableColumn', node)
    if (nested?.columns) return documentColumns(nested.columns)
    return nested?.name ?? as('RangeTableFuncCol', node)?.colname ?? []
  })
}
