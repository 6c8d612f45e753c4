import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { deliverAll, sweep, sweepKeys, sweepRecordings } from '@sallyport/api'
import { SallyportError } from '@sallyport/core'
import { announceEnvironment, environment } from './env'
import { refuseBody } from './server/body-limit'
import { setClientAddress } from './server/client-address'
import { compressedFiles } from './server/compressed-files'
import { GATEWAY_PATH, gatewayUpgrades } from './server/gateway-socket/upgrade'
import { logError } from './server/log'
import { prepareData } from './server/prepare-data'
import { setSecurityHeaders } from './server/security-headers'
import { services } from './server/services'
import { gatewayAddress } from './server/sql-socket/gateway-address'
import { EDITOR_PATH, editorUpgrades } from './server/sql-socket/upgrade'
import { stopOnSignal } from './server/stop-on-signal'

/** apps/console, from src/ and from dist/ alike. */
const APP = join(import.meta.dirname, '..')
const ROOT = join(APP, '..', '..')

async function start(): Promise<void> {
  // Whoever read our output may be gone, as a launcher that was killed; that is no reason to stop serving.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined)
  const isDevelopment = process.argv.includes('--dev')
  const env = environment()
  announceEnvironment(isDevelopment)
  const shared = services()
  await prepareData(env, shared, ROOT)

  const server = createServer()
  const app = await prepareNext(isDevelopment ? server : createServer(), isDevelopment)
  const handle = app.getRequestHandler()
  const serveCompressed = compressedFiles(isDevelopment ? '' : join(APP, '.next', 'static'))
  const upgrades = gatewayUpgrades(shared)
  const editors = editorUpgrades(shared, gatewayAddress(env))

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (refuseBody(request, response)) return
    setClientAddress(request)
    setSecurityHeaders(request, response, { isDevelopment, consoleUrl: env.SALLYPORT_CONSOLE_URL })
    if (serveCompressed(request, response)) return
    handle(request, response).catch((error: unknown) => logError('request', error))
  })
  server.on('upgrade', (request, socket, head) => {
    const path = request.url?.split('?')[0]
    if (path === GATEWAY_PATH) void upgrades.upgrade(request, socket, head)
    else if (path === EDITOR_PATH) void editors.upgrade(request, socket, head)
    else if (!isDevelopment) socket.destroy()
  })

  const stopping = new AbortController()
  const sweeping = sweep(shared.db, stopping.signal, (error) => logError('sweep', error))
  const sealing = sweepRecordings(shared, shared.sealer, stopping.signal, (error) =>
    logError('recordings', error),
  )
  const delivering = deliverAll(shared, stopping.signal, (error) => logError('notifications', error))
  const fetching = sweepKeys(shared, stopping.signal, (error) => logError('issuers', error))
  await listen(server, env.SALLYPORT_CONSOLE_PORT, env.SALLYPORT_CONSOLE_HOST)
  console.log(`console ready on ${env.SALLYPORT_CONSOLE_URL}`)

  stopOnSignal(async () => {
    stopping.abort()
    upgrades.close()
    editors.close()
    server.close()
    server.closeAllConnections()
    await sweeping
    await sealing
    await delivering
    await fetching
    await app.close()
    await shared.live.close()
    await shared.db.$disconnect()
  })
}

/**
 * Next listens for upgrades itself, on the server that it is given: in development for its own reloads, else on one
 * that never gets a request, so that all upgrades are ours.
 */
async function prepareNext(httpServer: ReturnType<typeof createServer>, dev: boolean) {
  const { default: next } = await import('next') // which reads the environment when it is loaded
  const { SALLYPORT_CONSOLE_PORT: port } = environment()
  const app = next({ dev, dir: APP, hostname: 'localhost', port, httpServer })
  await app.prepare()
  return app
}

function listen(server: ReturnType<typeof createServer>, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Node would resolve `localhost` to one address, on some machines to ::1 only.
    server.listen(port, host === 'localhost' ? '127.0.0.1' : host, resolve)
  })
}

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  if (error instanceof SallyportError && error.hint) console.error(error.hint)
  process.exit(1)
})
