/**
 * Whether a dotted name fits a pattern: `*` stands for any characters within one part, `**` for any
 * characters at all. Everything else stands for itself, and the whole name must fit. Patterns come from
 * people, so they are followed step by step: the time is linear in the name, and in the pattern.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  if (!pattern.includes('*')) return pattern === name
  const steps = stepsOf(pattern)
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
