/**
 * Whether a dotted name fits a pattern: `*` stands for any characters within one part, `**` for any
 * characters at all. Everything else stands for itself, and the whole name must fit. Patterns come from
 * people, so none of them takes more than pattern × name steps; most names fail at the pattern's ends.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  const first = pattern.indexOf('*')
  if (first < 0) return pattern === name
  const last = pattern.lastIndexOf('*') + 1
  const end = name.length - (pattern.length - last)
  if (end < first || !name.endsWith(pattern.slice(last)) || !name.startsWith(pattern.slice(0, first)))
    return false
  const middle = pattern.slice(first, last)
  if (middle === '**') return true
  if (middle === '*') return !name.slice(first, end).includes('.')
  return follow(stepsOf(middle), name.slice(first, end))
}

/** Keeps every place in the pattern where the name so far may have led. */
function follow(steps: readonly string[], name: string): boolean {
  let open = reach(new Set([0]), steps)
  for (const character of name) {
    const next = new Set<number>()
    for (const at of open) {
      const step = steps[at]
      if (step === '**' || (step === '*' && character !== '.')) next.add(at)
      else if (step === character) next.add(at + 1)
    }
    if (next.size === 0) return false
    open = reach(next, steps)
  }
  return open.has(steps.length)
}

function stepsOf(pattern: string): readonly string[] {
  return (pattern.match(/\*+|[^*]/gu) ?? []).map((step) =>
    step.length > 1 && step.startsWith('*') ? '**' : step,
  )
}

/** A star may stand for nothing, so being before it is also being behind it. */
function reach(open: ReadonlySet<number>, steps: readonly string[]): ReadonlySet<number> {
  const reached = new Set(open)
  for (const at of reached) if (steps[at] === '*' || steps[at] === '**') reached.add(at + 1)
  return reached
}
