import type { Operation } from '@sallyport/core'
import type { Definition } from './catalogue'
import type { Redefined } from './operations/redefined'

export interface Analysis {
  /** Empty for an empty query. */
  readonly statements: readonly AnalysedStatement[]
  /** The text of each, where there are several and one of them redefines something. */
  readonly texts?: readonly string[]
}

export interface AnalysedStatement {
  /** The grammar's name for it: 'SelectStmt', 'DropStmt', …; 'unknown' for what was not parsed. */
  readonly kind: string
  /** Never empty: at least one `session` or `unknown`. */
  readonly operations: readonly Operation[]
  /** Relations that it can read or write, 'schema.table', with the tables that its views stand for. */
  readonly relations: readonly string[]
  /**
   * What of the catalogue decided all this: once one of them is defined otherwise, the statement may do something else.
   * Empty where it is not understood, for then it may be anything.
   */
  readonly definitions: readonly Definition[]
  /** What of the catalogue it changes for those who come after it. */
  readonly redefines: Redefined
  /**
   * Per output column in order; null: cannot be told. Empty: no rows come back. PREPARE and DECLARE
   * give the columns of what they prepare, for the EXECUTE and FETCH to come.
   */
  readonly outputs: readonly OutputColumn[] | null
  /**
   * Columns into which the statement itself puts values of stored columns (INSERT, UPDATE, MERGE, CREATE
   * TABLE AS, SELECT INTO), which could be read there unmasked; null: cannot be told.
   */
  readonly writes: readonly WrittenColumn[] | null
  /** The prepared statement or cursor that it makes or uses. An empty name means all of them. */
  readonly reference?: Reference
}

export interface Reference {
  readonly kind: 'prepare' | 'execute' | 'declare' | 'fetch' | 'deallocate' | 'close'
  readonly name: string
}

export interface WrittenColumn {
  /** 'schema.table.column'; the column is '?' where the catalogue does not have the table. */
  readonly target: string
  readonly sources: readonly string[]
}

export interface OutputColumn {
  /** Stored columns that it derives from, 'schema.table.column'. */
  readonly sources: readonly string[]
  /** The value is exactly that one column. */
  readonly direct: boolean
}
