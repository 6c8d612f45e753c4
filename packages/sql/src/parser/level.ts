/** One parenthesis, bracket or the whole statement. */
export interface Level {
  /** Since the last comma. */
  own: number
  /** The heaviest parenthesis since the last comma. */
  inner: number
  /** The heaviest part between two commas so far. */
  heaviest: number
  /** UNION, INTERSECT and EXCEPT nest across commas: `select a, b union select a, b union …`. */
  setOperations: number
}

export function newLevel(): Level {
  return { own: 0, inner: 0, heaviest: 0, setOperations: 0 }
}

/** No leaf of what the level holds is deeper in the tree than this. */
export function weigh({ own, inner, heaviest, setOperations }: Level): number {
  return Math.max(own + inner, heaviest) + setOperations
}

export function endPart(level: Level): void {
  level.heaviest = Math.max(level.heaviest, level.own + level.inner)
  level.own = 0
  level.inner = 0
}
