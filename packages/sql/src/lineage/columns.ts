import type { Node } from '@pgsql/types'
import { UNSAFE_FUNCTIONS } from '../functions/builtins'
import { as, words } from '../tree'
import type { Reading } from './reading'
import { type Column, derived, mergeSources, type Scope, type Table } from './scope'

/** In every table, and holding nothing of anybody's. */
const SYSTEM_COLUMNS = new Set(['ctid', 'xmin', 'cmin', 'xmax', 'cmax', 'tableoid'])
const NOTHING: Omit<Column, 'name'> = { sources: [], direct: false }
const UNTOLD: Omit<Column, 'name'> = { sources: null, direct: false }

/** The column that a reference means, the way PostgreSQL looks it up: inner scopes first, then whole rows. */
export function resolveColumn(fields: readonly Node[], scope: Scope, reading: Reading): Column {
  const names = words(fields)
  const [name = '', table, schema] = names.toReversed()
  const isStar = as('A_Star', fields.at(-1)) !== undefined
  if (isStar) {
    const columns = starColumns(names, scope, reading)
    return columns ? derived('row', columns, reading) : { name: 'row', ...UNTOLD }
  }
  if (table !== undefined) return resolveQualified(findTable(table, schema, scope, reading), name, reading)
  for (let at: Scope | null = scope; at; at = at.outer) {
    const found = lookUp(name, at.tables, reading)
    if (found) return found
  }
  const row = findTable(name, undefined, scope, reading)
  if (row) return row.columns ? derived(name, row.columns, reading) : { name, ...UNTOLD }
  return SYSTEM_COLUMNS.has(name) ? { name, ...NOTHING } : { name, ...UNTOLD }
}

/** Of several that have the name PostgreSQL refuses to choose, unless they stand for one search_path's candidates. */
function lookUp(name: string, tables: readonly Table[], reading: Reading): Column | null {
  reading.step(tables.length)
  const open = tables.filter(({ isOpen }) => isOpen)
  const found = open.flatMap(({ columns }) => (columns ? named(columns, name) : []))
  const [first] = found
  if (first && found.length === 1) return first
  if (first) return derived(name, found, reading)
  return open.some(({ columns }) => columns === null) ? { name, ...UNTOLD } : null
}

const indexes = new WeakMap<readonly Column[], Map<string, readonly Column[]>>()

/** The columns of a name; looked up, since a statement can name each of a thousand columns. */
function named(columns: readonly Column[], name: string): readonly Column[] {
  const known = indexes.get(columns)
  if (known) return known.get(name) ?? []
  const index = new Map<string, Column[]>()
  for (const column of columns) {
    const others = index.get(column.name)
    if (others) others.push(column)
    else index.set(column.name, [column])
  }
  indexes.set(columns, index)
  return index.get(name) ?? []
}

/** `t.name` may also call a function on t's row, see `addFunctionalNotation`. */
function resolveQualified(table: Table | undefined, name: string, reading: Reading): Column {
  if (!table?.columns) return { name, ...UNTOLD }
  const found = named(table.columns, name)
  const [first] = found
  if (first) return found.length === 1 ? first : derived(name, found, reading)
  if (SYSTEM_COLUMNS.has(name)) return { name, ...NOTHING }
  const isCall = reading.names.functions.has(name) || UNSAFE_FUNCTIONS.has(name)
  return isCall ? { name, ...UNTOLD } : derived(name, table.columns, reading)
}

export function findTable(
  name: string,
  schema: string | undefined,
  scope: Scope,
  reading: Reading,
): Table | undefined {
  for (let at: Scope | null = scope; at; at = at.outer) {
    reading.step(at.tables.length)
    const found = at.tables.find(
      (table) => table.name === name && (schema === undefined || table.schema === schema),
    )
    if (found) return found
  }
  return undefined
}

/** What `*` or `t.*` stands for; null: cannot be told. */
export function starColumns(
  names: readonly string[],
  scope: Scope,
  reading: Reading,
): readonly Column[] | null {
  const [table, schema] = names.toReversed()
  if (table !== undefined) return findTable(table, schema, scope, reading)?.columns ?? null
  const all = scope.tables.filter(({ isOpen }) => isOpen).map(({ columns }) => columns)
  return all.includes(null) ? null : all.flatMap((columns) => columns ?? [])
}

/** Column by column the sources of both sides, as UNION gives them; null where the sides do not fit. */
export function mergeColumns(
  left: readonly Column[] | null,
  right: readonly Column[] | null,
  reading: Reading,
): readonly Column[] | null {
  if (!left || !right || left.length !== right.length) return null
  return left.map((column, index) => {
    const other = right[index] ?? column
    const sources = mergeSources([column.sources, other.sources], reading)
    return { name: column.name, sources, direct: column.direct && other.direct && sources?.length === 1 }
  })
}
