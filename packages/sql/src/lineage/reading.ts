import type { Names } from '../names'

/** More nodes than a readable statement visits. A statement can make us visit its parts exponentially often. */
const MAX_STEPS = 300_000

/** Thrown when a lineage costs more than it is worth; the caller answers "cannot be told". */
export class TooMuch extends Error {}

/** One statement's lineage in the making: what it may look up, and how much work it has left. */
export class Reading {
  readonly names: Names
  #steps = 0

  constructor(names: Names) {
    this.names = names
  }

  step(): void {
    if (++this.#steps > MAX_STEPS) throw new TooMuch()
  }
}
