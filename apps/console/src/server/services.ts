import { BackOff, LiveHub, openStore, RecordingIngest, Sealer, type Services } from '@sallyport/api'
import { sharedDb } from '@sallyport/db'
import { loadMasterKey } from '@sallyport/secrets'
import { environment } from '../env'
import { logError } from './log'

export interface ConsoleServices extends Services {
  readonly sealer: Sealer
  readonly ingest: RecordingIngest
  readonly backOff: BackOff
}

const SHARED = Symbol.for('sallyport.console')
type Shared = typeof globalThis & { [SHARED]?: ConsoleServices }

/**
 * What the whole process works with. It hangs on `globalThis` because the server and Next's bundle each carry their
 * own copy of this module; both must share one LISTEN connection and one memory of failed sign-ins.
 */
export function services(): ConsoleServices {
  const scope: Shared = globalThis
  scope[SHARED] ??= createServices()
  return scope[SHARED]
}

function createServices(): ConsoleServices {
  const env = environment()
  const db = sharedDb(env.DATABASE_URL)
  const masterKey = loadMasterKey(env)
  const store = openStore({
    location: env.SALLYPORT_RECORDINGS,
    region: env.SALLYPORT_S3_REGION,
    endpoint: env.SALLYPORT_S3_ENDPOINT ?? null,
    hasObjectLock: env.SALLYPORT_S3_OBJECT_LOCK,
  })
  const sealer = new Sealer({ db, masterKey, store }, (error) => logError('sealing', error))
  return {
    db,
    masterKey,
    store,
    sealer,
    live: new LiveHub(env.DATABASE_URL),
    settings: {
      consoleUrl: env.SALLYPORT_CONSOLE_URL,
      gatewayPostgres: env.SALLYPORT_GATEWAY_POSTGRES,
      gatewayMcp: env.SALLYPORT_GATEWAY_MCP,
      allowedHosts: env.SALLYPORT_ALLOWED_HOSTS,
    },
    ingest: new RecordingIngest(db, masterKey, sealer, env.SALLYPORT_RECORDINGS_WAITING_MB * 1024 ** 2),
    backOff: new BackOff(),
  }
}
