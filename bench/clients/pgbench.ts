import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { Meter, type Sample } from '../meter'
import { libpqEnvironment, type Route } from '../routes/route'
import type { Way } from '../workloads'
import { readProgress } from './progress-line'

export type Protocol = 'simple' | 'extended' | 'prepared'

export interface PgbenchOptions {
  readonly protocol: Protocol
  readonly clients: number
  /** A session for each statement. */
  readonly reconnects?: boolean
}

/** Far longer than we let it run: it is stopped once enough was seen. */
const ENDLESS_SECONDS = 86_400
const STUCK_MS = 120_000

/**
 * pgbench's select-only workload. Its clients connect one after the other, and a session's first statement costs
 * more than the others, so a run with one statement each tells how long that takes, and that much is not counted.
 */
export async function openPgbench(
  { protocol, clients, reconnects = false }: PgbenchOptions,
  route: Route,
  way: Way,
): Promise<() => Promise<Sample>> {
  const args = ['--select-only', '--no-vacuum', `--protocol=${protocol}`, `--client=${clients}`]
  if (reconnects) args.push('--connect')
  const env = libpqEnvironment(route.login)

  const begunAt = performance.now()
  const options = { env, signal: way.signal, timeout: STUCK_MS }
  await promisify(execFile)(way.tools.pgbench, [...args, '--transactions=1'], options)
  const warmUpMs = Math.ceil(2 * (performance.now() - begunAt)) // a busy machine may take longer next time

  return () => watch([...args, `--time=${ENDLESS_SECONDS}`, '--progress=1'], env, warmUpMs, route, way)
}

/** Counts what pgbench reports each second, from the end of the warm-up on. */
async function watch(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  warmUpMs: number,
  { name, processes }: Route,
  { tools, seconds, signal }: Way,
): Promise<Sample> {
  const late = AbortSignal.timeout(warmUpMs + seconds * 1000 + STUCK_MS)
  const child = spawn(tools.pgbench, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'close')
  const stop = () => child.kill('SIGTERM')
  const either = AbortSignal.any([signal, late])
  either.addEventListener('abort', stop)

  const begunAt = performance.now()
  let meter: Meter | null = null
  let lines = 0
  try {
    for await (const line of createInterface({ input: child.stderr })) {
      const perSecond = readProgress(line)
      if (perSecond === null) continue
      if (meter) {
        meter.add(perSecond)
        if (++lines === seconds) return meter.stop()
      } else if (performance.now() - begunAt >= warmUpMs) {
        meter = new Meter(processes)
      }
    }
    either.throwIfAborted()
    throw new Error(`pgbench ended by itself (${name})`)
  } finally {
    either.removeEventListener('abort', stop)
    stop()
    await ended
  }
}
