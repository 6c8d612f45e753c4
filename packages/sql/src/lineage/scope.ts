import type { Reading, Sources } from './reading'
import type { CteQuery } from './with'

/** A column of a query's result, of a table or of anything else that FROM can name. */
export interface Column {
  readonly name: string
  /** Stored columns that it derives from; null: cannot be told. */
  readonly sources: Sources
  /** The value is exactly that of its one source. */
  readonly direct: boolean
}

/** One entry of a FROM clause. */
export interface Table {
  /** As qualified references name it; null: they cannot, as for a join without an alias. */
  readonly name: string | null
  readonly schema: string | null
  /** null: not even the names are known. */
  readonly columns: readonly Column[] | null
  /** Whether references without a qualifier and `*` see its columns: those inside a join are seen through the join. */
  readonly isOpen: boolean
}

/** What names mean at one place of a statement. */
export interface Scope {
  readonly tables: readonly Table[]
  readonly ctes: ReadonlyMap<string, CteQuery>
  readonly outer: Scope | null
}

export const NO_CTES: ReadonlyMap<string, CteQuery> = new Map()

/** A column that is computed from others. */
export function derived(name: string, columns: readonly Column[], reading: Reading): Column {
  const lists = columns.map(({ sources }) => sources)
  return { name, sources: mergeSources(lists, reading), direct: false }
}

/** More than a statement could sensibly mean: `row_to_json` over everything, over and over. */
const MAX_SOURCES = 5000

export function mergeSources(lists: readonly Sources[], reading: Reading): Sources {
  const [only] = lists
  if (only !== undefined && lists.length === 1) return only
  const merged = new Set<string>()
  for (const list of lists) {
    if (!list || merged.size > MAX_SOURCES) return null
    reading.step(list.length)
    for (const source of list) merged.add(source)
  }
  return [...merged]
}

/** Renames the first columns, as `t (a, b)` does. */
export function rename(columns: readonly Column[], names: readonly string[]): readonly Column[] {
  if (names.length === 0) return columns
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }))
}

export function findCte(scope: Scope | null, name: string): CteQuery | undefined {
  for (let at = scope; at; at = at.outer) {
    const found = at.ctes.get(name)
    if (found) return found
  }
  return undefined
}
