import type { RangeVar } from '@pgsql/types'
import { findRelations, type Names, plainName } from '../names'

/** Stored columns that something derives from, 'schema.table.column'; null: cannot be told. */
export type Sources = readonly string[] | null

/**
 * More nodes and sources than a readable statement makes us look at, about a third of a second's work. A
 * statement can name its parts exponentially often.
 */
const MAX_STEPS = 600_000

/** Thrown when a lineage costs more than it is worth; the caller answers "cannot be told". */
export class TooMuch extends Error {}

/** One statement's lineage in the making: what it may look up, what it writes, and how much work it has left. */
export class Reading {
  readonly names: Names
  readonly #writes = new Map<string, Sources[]>()
  #steps = 0

  constructor(names: Names) {
    this.names = names
  }

  /** What is put into each column, by 'schema.table.column'. */
  get writes(): ReadonlyMap<string, readonly Sources[]> {
    return this.#writes
  }

  step(count = 1): void {
    this.#steps += count
    if (this.#steps > MAX_STEPS) throw new TooMuch()
  }

  addWrite(relation: RangeVar, column: string, sources: Sources): void {
    this.step()
    for (const { schema, name } of findRelations(this.names, relation)) {
      const target = plainName(schema, name, column)
      const known = this.#writes.get(target)
      if (known) known.push(sources)
      else this.#writes.set(target, [sources])
    }
  }
}
