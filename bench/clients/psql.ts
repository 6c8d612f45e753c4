import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { Meter, type Sample } from '../meter'
import { libpqEnvironment, type Route } from '../routes/route'
import type { Way } from '../workloads'

const STUCK_MS = 120_000
const DONE = 'done'

type Psql = ChildProcessByStdio<Writable, null, Readable>

/** One large result, fetched again and again by one psql that throws it away. */
export async function openPsql(sql: string, route: Route, way: Way): Promise<() => Promise<Sample>> {
  return () => fetchAgain(sql, route, way)
}

/** The same by four at once. */
export async function openFour(sql: string, route: Route, way: Way): Promise<() => Promise<Sample>> {
  return async () => {
    const meter = new Meter(route.processes)
    const samples = await Promise.all([1, 2, 3, 4].map(() => fetchAgain(sql, route, way)))
    const statements = samples.reduce((sum, sample) => sum + sample.statements, 0)
    const seconds = Math.max(...samples.map((sample) => sample.seconds))
    return { ...meter.stop(), statements, seconds }
  }
}

async function fetchAgain(sql: string, route: Route, { tools, seconds, signal }: Way): Promise<Sample> {
  const child = spawn(tools.psql, ['-XAtq', '-o', '/dev/null', '-v', 'ON_ERROR_STOP=1'], {
    env: libpqEnvironment(route.login),
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  child.stdin.on('error', () => undefined) // it has ended, which reading its words tells
  const ended = once(child, 'close')
  const either = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000 + STUCK_MS)])
  const stop = () => child.kill('SIGTERM')
  either.addEventListener('abort', stop)
  try {
    const run = statements(child)
    await run(sql) // the first of a session costs more
    const meter = new Meter(route.processes)
    do {
      await run(sql)
      meter.count()
    } while (meter.seconds < seconds)
    return meter.stop()
  } catch (error) {
    either.throwIfAborted()
    throw error
  } finally {
    either.removeEventListener('abort', stop)
    stop()
    await ended
  }
}

/** Runs one statement after the other; psql says on its stderr, which it does not buffer, when each is done. */
function statements(child: Psql): (sql: string) => Promise<void> {
  const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]()
  return async (sql) => {
    child.stdin.write(`${sql};\n\\warn ${DONE}\n`)
    const { value, done } = await lines.next()
    if (done || value !== DONE) throw new Error(`psql did not do it: ${value ?? 'it ended'}`)
  }
}
