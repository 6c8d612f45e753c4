import { progress } from '../scripts/progress.mjs'
import { PlainError } from '../scripts/run.mjs'
import { Ending } from './ending'
import { machine } from './machine'
import { measure } from './measure'
import type { Options } from './options.mjs'
import { saveResults } from './results'
import { startRoutes } from './routes/start-routes'
import { describeStored, storedSize } from './stored-size'
import { summarise } from './summary'
import { cpuTable, latencyTable, rateTable } from './tables'
import { findTools } from './tools'
import { workloads } from './workloads'

/** Starts every route to the demo's database, measures the workloads over them in turns, and prints and saves the result. */
export async function run({ seconds, rounds, words, tls }: Options): Promise<void> {
  const selected = workloads.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  )
  if (selected.length === 0) {
    const names = workloads.map(({ name }) => `  ${name}`).join('\n')
    throw new PlainError(`No workload has ${words.join(' or ')} in its name. There are:\n${names}`)
  }
  const say = progress(2 + selected.length)
  const tools = await say.step('looking for pgbench, psql and PgBouncer', findTools)
  if (!tools.haproxy) say.note('HAProxy is left out: it is not here (apt-get install haproxy)')
  if (!tools.pgbouncer) say.note('PgBouncer is left out: it is not here (apt-get install pgbouncer)')

  const startedAt = new Date()
  const ending = new Ending()
  try {
    const routes = await say.step('starting the product and the other routes', () =>
      startRoutes(tools, tls, ending),
    )
    const results = []
    for (const workload of selected) {
      const way = { tools, seconds, signal: ending.signal }
      const samples = await say.step(workload.name, () => measure(workload, routes, rounds, way))
      results.push({ workload: workload.name, routes: summarise(samples) })
    }
    const where = await machine(ending.data)
    const stored = await storedSize(ending.data)
    const file = saveResults({ startedAt, seconds, rounds, tls, machine: where, results, stored })
    const tables = [rateTable(results), cpuTable(results), latencyTable(results)].filter(Boolean).join('\n\n')
    process.stdout.write(
      `\n${where.description}${tls ? ', TLS on both sides' : ''}\n\n${tables}\n\n${describeStored(stored)}\n\nAll figures: ${file}\n`,
    )
  } catch (error) {
    throw ending.signal.aborted ? ending.signal.reason : error
  } finally {
    await ending.run()
  }
}
