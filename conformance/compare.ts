import type { Outcome } from './suite'

export interface Difference {
  readonly test: string
  readonly direct: string
  readonly gateway: string
}

export interface Comparison {
  readonly suite: string
  readonly tests: number
  /** How many ended well, over each route. */
  readonly direct: number
  readonly gateway: number
  readonly differences: readonly Difference[]
  readonly seconds: { readonly direct: number; readonly gateway: number }
}

const ABSENT = 'did not run'

/** Everything must come out the same, what fails as well. */
export function differencesOf(direct: Outcome, gateway: Outcome): Difference[] {
  const names = new Set([...direct.keys(), ...gateway.keys()])
  return [...names]
    .map((test) => ({ test, direct: direct.get(test) ?? ABSENT, gateway: gateway.get(test) ?? ABSENT }))
    .filter((each) => each.direct !== each.gateway)
}

/** A table for eyes, and as Markdown. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  const head = ['suite', 'tests', 'well directly', 'well through the gateway', 'differences', 'seconds']
  const rows = comparisons.map(({ suite, tests, direct, gateway, differences, seconds }) => [
    suite,
    String(tests),
    String(direct),
    String(gateway),
    String(differences.length),
    `${Math.round(seconds.direct)} / ${Math.round(seconds.gateway)}`,
  ])
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)))
  return [head, widths.map((width) => '-'.repeat(width)), ...rows]
    .map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`)
    .join('\n')
}
