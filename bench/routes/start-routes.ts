import { makeCertificate } from '../certificate'
import type { Ending } from '../ending'
import { prepareTarget } from '../target'
import type { Tools } from '../tools'
import { startGatewayAlone } from './gateway-alone'
import { startHaproxy } from './haproxy'
import { startNodePipe } from './node-pipe'
import { startPgbouncer } from './pgbouncer'
import type { Route } from './route'
import { startSallyport } from './sallyport'

/** Starts everything and fills the target. The first route is the direct one, which the others are compared with. */
export async function startRoutes(tools: Tools, isTls: boolean, ending: Ending): Promise<readonly Route[]> {
  const certificate = isTls ? await makeCertificate(ending) : null
  const { routes: sallyport, target } = await startSallyport(certificate, ending)
  await prepareTarget(tools, target, ending.signal)
  const direct = { name: 'direct', login: target, processes: [] }
  const pgbouncer = tools.pgbouncer
    ? [await startPgbouncer(tools.pgbouncer, target, certificate, ending)]
    : []
  const haproxy = tools.haproxy ? [await startHaproxy(tools.haproxy, target, ending)] : []
  const pipe = await startNodePipe(target, ending)
  const alone = isTls
    ? []
    : [
        await startGatewayAlone('recorded', target, ending),
        await startGatewayAlone('unrecorded', target, ending),
      ]
  return [direct, ...pgbouncer, ...haproxy, pipe, ...sallyport, ...alone]
}
