import type { Names } from '../names'

/**
 * More nodes and sources than a readable statement makes us look at, about a third of a second's work. A
 * statement can name its parts exponentially often.
 */
const MAX_STEPS = 600_000

/** Thrown when a lineage costs more than it is worth; the caller answers "cannot be told". */
export class TooMuch extends Error {}

/** One statement's lineage in the making: what it may look up, and how much work it has left. */
export class Reading {
  readonly names: Names
  #steps = 0

  constructor(names: Names) {
    this.names = names
  }

  step(count = 1): void {
    this.#steps += count
    if (this.#steps > MAX_STEPS) throw new TooMuch()
  }
}
