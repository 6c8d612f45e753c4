import type { CommonTableExpr, SelectStmt, WithClause } from '@pgsql/types'
import { as, words } from '../tree'
import { mergeColumns } from './columns'
import { columnsOfQuery, columnsOfSelect } from './query'
import type { Reading } from './reading'
import { type Column, derived, rename, type Scope } from './scope'

/** A WITH query, read when it is first named. */
export interface CteQuery {
  columns(): readonly Column[] | null
}

/** The scope inside a statement that has this WITH clause. */
export function openWith(clause: WithClause | undefined, outer: Scope | null, reading: Reading): Scope {
  const ctes = new Map<string, CteQuery>()
  const scope: Scope = { tables: [], ctes, outer }
  let visible: Scope = { tables: [], ctes: new Map(), outer }
  for (const node of clause?.ctes ?? []) {
    const query = as('CommonTableExpr', node)
    if (!query) continue
    const cte = new LazyCte(query, clause?.recursive ? scope : visible, clause?.recursive === true, reading)
    ctes.set(query.ctename ?? '', cte)
    // without RECURSIVE, each sees only those before it
    visible = { tables: [], ctes: new Map([[query.ctename ?? '', cte]]), outer: visible }
  }
  // at the top a query may write, and does so whether it is named or not
  if (!outer) for (const cte of ctes.values()) cte.columns()
  return scope
}

/** How often a recursive query is read again until its sources stop growing. */
const MAX_ROUNDS = 20

class LazyCte implements CteQuery {
  readonly #query: CommonTableExpr
  readonly #scope: Scope
  readonly #isRecursive: boolean
  readonly #reading: Reading
  /** What a query that is being read knows of itself so far; undefined: not begun. */
  #known: readonly Column[] | null | undefined
  #isRead = false

  constructor(query: CommonTableExpr, scope: Scope, isRecursive: boolean, reading: Reading) {
    this.#query = query
    this.#scope = scope
    this.#isRecursive = isRecursive
    this.#reading = reading
  }

  columns(): readonly Column[] | null {
    if (this.#known === undefined && !this.#isRead) {
      this.#known = null
      this.#known = this.#read()
      this.#isRead = true
    }
    return this.#known ?? null
  }

  #read(): readonly Column[] | null {
    const select = as('SelectStmt', this.#query.ctequery)
    const isUnion = this.#isRecursive && select?.op === 'SETOP_UNION'
    if (isUnion) return this.#readUnion(select)
    const columns = this.#query.ctequery && columnsOfQuery(this.#query.ctequery, this.#scope, this.#reading)
    return columns ? this.#named(columns) : null
  }

  /** The first side alone says what there is; the second may add sources, which may add more when read again. */
  #readUnion(select: SelectStmt): readonly Column[] | null {
    const inside = openWith(select.withClause, this.#scope, this.#reading)
    const first = select.larg ? columnsOfSelect(select.larg, inside, this.#reading) : null
    if (!first) return null
    this.#known = this.#named(first)
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const second = select.rarg ? columnsOfSelect(select.rarg, inside, this.#reading) : null
      const next = mergeColumns(first, second, this.#reading)
      if (!next) return null
      const named = this.#named(next)
      const isStable = extent(named) === extent(this.#known)
      this.#known = named
      if (isStable) return named
    }
    return null
  }

  #named(columns: readonly Column[]): readonly Column[] {
    const { aliascolnames, search_clause, cycle_clause } = this.#query
    const own = rename(columns, words(aliascolnames))
    const byName = (names: readonly string[]) => own.filter(({ name }) => names.includes(name))
    return [
      ...own,
      ...(search_clause
        ? [
            derived(
              search_clause.search_seq_column ?? '',
              byName(words(search_clause.search_col_list)),
              this.#reading,
            ),
          ]
        : []),
      ...(cycle_clause
        ? [
            derived(cycle_clause.cycle_mark_column ?? '', [], this.#reading),
            derived(
              cycle_clause.cycle_path_column ?? '',
              byName(words(cycle_clause.cycle_col_list)),
              this.#reading,
            ),
          ]
        : []),
    ]
  }
}

/**
 * From round to round sources are only added, known ones only become unknown and direct ones derived, so that
 * a sum that grows with each of these tells any change.
 */
function extent(columns: readonly Column[] | null | undefined): number {
  return (columns ?? []).reduce(
    (sum, { sources, direct }) => sum + (sources ? sources.length * 2 : UNTOLD) + (direct ? 0 : 1),
    0,
  )
}

const UNTOLD = 1_000_000
