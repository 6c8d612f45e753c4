import type { RouteSummary } from './summary'

export interface Result {
  readonly workload: string
  readonly routes: readonly RouteSummary[]
}

/** Statements per second over each route, and in brackets the ratio to the first. */
export function rateTable(results: readonly Result[]): string {
  const names = results[0]?.routes.map(({ name }) => name) ?? []
  const rows = results.map(({ workload, routes }) => [
    workload,
    ...routes.map(({ perSecond, ratio }, at) =>
      at === 0 ? figure(perSecond) : `${figure(perSecond)} (${ratio.toFixed(2)})`,
    ),
  ])
  return table(['statements per second (to direct)', ...names], rows)
}

/** CPU time per statement of each process between client and database. */
export function cpuTable(results: readonly Result[]): string {
  const names = results[0]?.routes.flatMap(({ cpuMs }) => Object.keys(cpuMs)) ?? []
  if (names.length === 0) return 'This system does not tell the CPU time of processes (no /proc).'
  const rows = results.map(({ workload, routes }) => {
    const all: Record<string, number | null> = Object.assign({}, ...routes.map(({ cpuMs }) => cpuMs))
    return [workload, ...names.map((name) => duration(all[name] ?? null))]
  })
  return table(['CPU time per statement', ...names], rows)
}

/** How long single statements took: half of them at most, and all but one in a hundred. */
export function latencyTable(results: readonly Result[]): string {
  const timed = results.filter(({ routes }) => routes.some(({ latencyMs }) => latencyMs))
  const names = timed[0]?.routes.map(({ name }) => name) ?? []
  const rows = timed.map(({ workload, routes }) => [
    workload,
    ...routes.map(({ latencyMs }) =>
      latencyMs ? `${duration(latencyMs.p50)} / ${duration(latencyMs.p99)}` : '–',
    ),
  ])
  return timed.length === 0 ? '' : table(['latency, p50 / p99', ...names], rows)
}

/** Markdown that is a table for eyes as well. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)))
  const pad = (cell: string, at: number) =>
    at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)
  const rule = widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [head.map(pad), rule, ...rows.map((row) => row.map(pad))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

/** Three digits that matter. */
function figure(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(value >= 10 ? 1 : 2)
}

function duration(ms: number | null): string {
  if (ms === null) return '–'
  if (ms < 1) return `${figure(ms * 1000)} µs`
  return ms < 1000 ? `${figure(ms)} ms` : `${figure(ms / 1000)} s`
}
