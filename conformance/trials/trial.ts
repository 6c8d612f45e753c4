/** Something that is done to the whole product, and what must be true afterwards. */
export interface Trial {
  readonly name: string
  /** Prints what it finds. True: everything was as it must be. */
  run(say: (line: string) => void): Promise<boolean>
}

/** The same numbers every time for one seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
