import type { Relation } from '../catalogue'
import type { Compared } from './comparisons'

/** One column as a mask sees it. */
export interface MaskedColumn {
  readonly relation: Relation
  /** Its place in `relation.columns`. */
  readonly index: number
  /** How the value is named where the mask will stand, quoted. */
  readonly value: string
}

/** What is masked, and how that is said in SQL. Compared by identity: make a new one when anything changes. */
export interface SourceMasks {
  /** Per 'schema.table.column': an SQL expression that has the column's type and computes its mask. */
  readonly columns: ReadonlyMap<string, (column: MaskedColumn) => string>
  /** A mask for what was computed from masked columns and stored, as in a materialised view. */
  readonly derived: (column: MaskedColumn) => string
  /** Of the columns those that may be compared with constants, a bounded number of times: see `Compares`. */
  readonly comparable?: ReadonlySet<string>
}

/** A comparison of real values that a rewritten statement makes, for whoever counts them. */
export interface Compares {
  /** 'schema.table.column' */
  readonly column: string
  readonly value: Compared
}

/** Why a statement is not run, in words for its client. */
export interface Refusal {
  readonly message: string
  readonly hint: string
}

/** Thrown inside the rewriter, never out of it. */
export class Refused extends Error {
  readonly refusal: Refusal

  constructor(message: string, hint: string) {
    super(message)
    this.refusal = { message, hint }
  }
}

/** An SQL identifier, quoted. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
