import { setTimeout } from 'node:timers/promises'
import { cpuMs } from './cpu'
import type { Sample } from './meter'
import type { Route } from './routes/route'
import type { Way, Workload } from './workloads'

/** Of one route, two samples a round: on the way there and on the way back. */
export interface RouteSamples {
  readonly name: string
  readonly rounds: readonly (readonly Sample[])[]
}

/**
 * Measures the workload over every route in turns, A B C … C B A, so that what changes on the machine meanwhile
 * falls on all of them alike.
 */
export async function measure(
  workload: Workload,
  routes: readonly Route[],
  rounds: number,
  way: Way,
): Promise<readonly RouteSamples[]> {
  const opened = []
  for (const route of routes)
    opened.push({ route, run: await workload.open(route, way), samples: [] as Sample[][] })

  for (let round = 0; round < rounds; round++) {
    for (const { samples } of opened) samples.push([])
    for (const { run, samples } of [...opened, ...opened.toReversed()]) {
      way.signal.throwIfAborted()
      await untilIdle(routes)
      samples.at(-1)?.push(await run())
    }
  }
  return opened.map(({ route, samples }) => ({ name: route.name, rounds: samples }))
}

const LOOK_MS = 250
const IDLE_MS = 20
const PATIENCE_MS = 10_000

/** The gateway goes on uploading when its clients have gone: whoever is next shall not pay for that. */
async function untilIdle(routes: readonly Route[]): Promise<void> {
  const processes = routes.flatMap((route) => route.processes)
  if (processes.length === 0) return
  const used = () => Object.values(cpuMs(processes)).reduce((sum, ms) => sum + ms, 0)
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    const before = used()
    await setTimeout(LOOK_MS)
    if (used() - before <= IDLE_MS) return
  }
}
