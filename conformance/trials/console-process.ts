import { createServer } from 'node:http'
import {
  appRouter,
  BackOff,
  findCaller,
  LiveHub,
  openStore,
  publicKeys,
  RecordingIngest,
  Sealer,
  sweepRecordings,
} from '@sallyport/api'
import { connectDb } from '@sallyport/db'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { gatewayUpgrades } from '../../apps/console/src/server/gateway-socket/upgrade'
import type { ConsoleWords } from './product'

// A console without its pages, in a process of its own that a trial can kill: what gateways call, what they deliver
// recordings to, and what seals them.

const {
  url,
  port,
  store: location,
  masterKey: key,
  consoleUrl,
  maxWaitingBytes,
} = JSON.parse(process.argv[2] ?? '{}') as ConsoleWords
const masterKey = Buffer.from(key, 'base64')
const db = connectDb(url)
const store = openStore({ location, region: '', endpoint: null, hasObjectLock: false })
const report = (error: unknown) => console.error(error)
const sealer = new Sealer({ db, masterKey, store }, report)
const settings = { consoleUrl, gatewayPostgres: 'localhost:1', gatewayMcp: '', allowedHosts: [] }
const live = new LiveHub(url)
const ingest = new RecordingIngest(db, masterKey, sealer, maxWaitingBytes)
const services = { db, masterKey, store, sealer, live, settings, ingest, backOff: new BackOff() }
const upgrades = gatewayUpgrades(services)

const handle = createHTTPHandler({
  router: appRouter,
  basePath: '/api/trpc/',
  createContext: async ({ req }) => {
    const authorization = req.headers.authorization ?? null
    const caller = await findCaller(db, settings, { authorization, consoleSessionId: null })
    return { db, masterKey, live, store, settings, caller }
  },
})
const server = createServer((request, response) => {
  if (request.url !== '/api/jwks') return handle(request, response)
  publicKeys(db).then((keys) => response.end(JSON.stringify({ keys })), report)
})
server.on('upgrade', (request, socket, head) => void upgrades.upgrade(request, socket, head))
server.listen(port, '127.0.0.1', () => process.stdout.write('ready\n'))
void sweepRecordings({ db, masterKey, store }, sealer, new AbortController().signal, report)
process.on('unhandledRejection', report)
