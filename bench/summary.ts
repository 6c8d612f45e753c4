import type { RouteSamples } from './measure'
import type { Sample } from './meter'

export interface RouteSummary {
  readonly name: string
  /** The median of all samples. */
  readonly perSecond: number
  /** To the first route in the same round; the median over the rounds. */
  readonly ratio: number
  /** Per statement, of each process: the median of all samples. Null when nothing was done. */
  readonly cpuMs: Readonly<Record<string, number | null>>
  /** The medians of the samples' percentiles; null: not looked at. */
  readonly latencyMs?: { readonly p50: number; readonly p99: number } | null
  readonly rounds: RouteSamples['rounds']
}

/** What the samples of one workload say. The first route is the one that all are compared with. */
export function summarise(routes: readonly RouteSamples[]): readonly RouteSummary[] {
  const reference = routes[0]?.rounds.map(rateOf) ?? []
  return routes.map(({ name, rounds }) => {
    const samples = rounds.flat()
    const names = Object.keys(samples[0]?.cpuMs ?? {})
    return {
      name,
      perSecond: median(samples.map((sample) => rateOf([sample]))),
      ratio: median(rounds.map((round, at) => rateOf(round) / (reference[at] ?? Number.NaN))),
      cpuMs: Object.fromEntries(names.map((each) => [each, cpuPerStatement(samples, each)])),
      latencyMs: latencyOf(samples),
      rounds,
    }
  })
}

function latencyOf(samples: readonly Sample[]): { readonly p50: number; readonly p99: number } | null {
  const found = samples.flatMap(({ latencyMs }) => latencyMs ?? [])
  if (found.length === 0) return null
  return { p50: median(found.map(({ p50 }) => p50)), p99: median(found.map(({ p99 }) => p99)) }
}

function rateOf(samples: readonly Sample[]): number {
  const total = (of: (sample: Sample) => number) => samples.reduce((sum, sample) => sum + of(sample), 0)
  return total(({ statements }) => statements) / total(({ seconds }) => seconds)
}

function cpuPerStatement(samples: readonly Sample[], name: string): number | null {
  const worked = samples.filter(({ statements }) => statements > 0)
  if (worked.length === 0) return null
  return median(worked.map(({ cpuMs, statements }) => (cpuMs[name] ?? 0) / statements))
}

/** Of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN
  const high = sorted[Math.floor(middle)] ?? Number.NaN
  return (low + high) / 2
}
