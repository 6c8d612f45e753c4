import type { Ending } from '../ending'
import { prepareTarget } from '../target'
import type { Tools } from '../tools'
import { startHaproxy } from './haproxy'
import { startNodePipe } from './node-pipe'
import { startPgbouncer } from './pgbouncer'
import type { Route } from './route'
import { startSallyport } from './sallyport'

/** Starts everything and fills the target. The first route is the direct one, which the others are compared with. */
export async function startRoutes(tools: Tools, ending: Ending): Promise<readonly Route[]> {
  const { routes: sallyport, target } = await startSallyport(ending)
  await prepareTarget(tools, target, ending.signal)
  const direct = { name: 'direct', login: target, processes: [] }
  const pgbouncer = tools.pgbouncer ? [await startPgbouncer(tools.pgbouncer, target, ending)] : []
  const haproxy = tools.haproxy ? [await startHaproxy(tools.haproxy, target, ending)] : []
  return [direct, ...pgbouncer, ...haproxy, await startNodePipe(target, ending), ...sallyport]
}
