import { BackOff, LiveHub, RecordingFiles, RecordingIngest, type Services } from '@sallyport/api'
import { sharedDb } from '@sallyport/db'
import { loadMasterKey } from '@sallyport/secrets'
import { environment } from '../env'

export interface ConsoleServices extends Services {
  readonly files: RecordingFiles
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
  const files = new RecordingFiles(env.SALLYPORT_RECORDINGS)
  return {
    db,
    masterKey: loadMasterKey(env),
    live: new LiveHub(env.DATABASE_URL),
    settings: {
      consoleUrl: env.SALLYPORT_CONSOLE_URL,
      gatewayPostgres: env.SALLYPORT_GATEWAY_POSTGRES,
      allowedHosts: env.SALLYPORT_ALLOWED_HOSTS,
    },
    files,
    ingest: new RecordingIngest(db, files),
    backOff: new BackOff(),
  }
}
