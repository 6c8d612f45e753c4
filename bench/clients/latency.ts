import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Meter, type Sample } from '../meter'
import { libpqEnvironment, type Route } from '../routes/route'
import type { Way } from '../workloads'

const STUCK_MS = 120_000

/**
 * How long each of one client's small statements takes, as pgbench logs it; with `bulk`, while another client fetches
 * that large result again and again over the same route.
 */
export async function openLatency(
  bulk: string | null,
  route: Route,
  way: Way,
): Promise<() => Promise<Sample>> {
  return async () => {
    const stream = bulk === null ? null : fetchForEver(bulk, route, way)
    try {
      return await timeStatements(route, way)
    } finally {
      await stream?.stop()
    }
  }
}

async function timeStatements(route: Route, { tools, seconds, signal }: Way): Promise<Sample> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-latency-'))
  try {
    const args = ['--select-only', '--no-vacuum', '--protocol=prepared', '--client=1', `--time=${seconds}`]
    args.push('--log', `--log-prefix=${join(folder, 'log')}`)
    const options = { env: libpqEnvironment(route.login), signal, timeout: seconds * 1000 + STUCK_MS }
    const meter = new Meter(route.processes)
    await promisify(execFile)(tools.pgbench, args, options)
    const sample = meter.stop()
    const [file = ''] = await readdir(folder)
    const latencies = readLatencies(await readFile(join(folder, file), 'utf8'))
    return { ...sample, statements: latencies.length, latencyMs: percentiles(latencies) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The third word of each line, in microseconds: https://www.postgresql.org/docs/current/pgbench.html */
export function readLatencies(log: string): number[] {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Number(line.split(' ')[2]) / 1000)
}

export function percentiles(values: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}

function fetchForEver(sql: string, route: Route, { tools }: Way): { stop(): Promise<void> } {
  const child = spawn(tools.psql, ['-XAtq', '-o', '/dev/null'], {
    env: libpqEnvironment(route.login),
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin.on('error', () => undefined)
  child.stdin.write(`${sql};\n`.repeat(2000))
  const ended = once(child, 'close')
  return {
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
