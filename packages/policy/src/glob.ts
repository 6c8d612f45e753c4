/** A star that was met: where the pattern goes on after it, and from where in the name that is tried. */
interface Star {
  readonly after: number
  from: number
}

/**
 * Does the name match the pattern? `*` stands for anything within a part between dots, `**` for anything at
 * all. Backtracks only to the last star, so that no pattern takes more than pattern × name steps.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  // Most names fail here already: what follows the last star has to end the name.
  const lastStar = pattern.lastIndexOf('*')
  if (lastStar < 0) return pattern === name
  if (!name.endsWith(pattern.slice(lastStar + 1))) return false

  let at = 0
  let inPattern = 0
  let star: Star | null = null
  let crossing: Star | null = null
  while (at < name.length) {
    if (pattern.startsWith('**', inPattern)) {
      crossing = { after: inPattern + 2, from: at }
      star = null
      inPattern += 2
    } else if (pattern[inPattern] === '*') {
      star = { after: inPattern + 1, from: at }
      inPattern += 1
    } else if (inPattern < pattern.length && pattern[inPattern] === name[at]) {
      inPattern += 1
      at += 1
    } else if (star && name[star.from] !== '.') {
      star.from += 1
      at = star.from
      inPattern = star.after
    } else if (crossing) {
      crossing.from += 1
      at = crossing.from
      inPattern = crossing.after
      star = null
    } else {
      return false
    }
  }
  while (pattern[inPattern] === '*') inPattern += 1
  return inPattern === pattern.length
}
