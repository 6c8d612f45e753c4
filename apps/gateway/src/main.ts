import cluster from 'node:cluster'
import { enrol } from './control/enrol'
import { type Env, readEnv } from './env'
import { startGateway } from './gateway'
import { describeError, log } from './log'
import { NO_SIBLINGS, siblingsOver } from './processes/siblings'
import { Supervisor } from './processes/supervisor'

async function main(env: Env): Promise<void> {
  if (cluster.isPrimary && env.SALLYPORT_PROCESSES > 1) {
    const supervisor = new Supervisor(env.SALLYPORT_PROCESSES)
    stopOnSignal(() => supervisor.stop())
    return say(`${await supervisor.start()}, ${env.SALLYPORT_PROCESSES} processes`)
  }
  const siblings = cluster.isPrimary
    ? NO_SIBLINGS
    : siblingsOver({
        send: (message) => void process.send?.(message),
        onMessage: (listener) => process.on('message', listener),
      })
  const gateway = await startGateway(env, siblings)
  stopOnSignal(() => gateway.stop())
  siblings.ready(gateway.address)
  if (cluster.isPrimary) say(gateway.address)
}

function say(address: string): void {
  console.log(`gateway ready on ${address}`)
}

function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(0)))
}

/** A new gateway fetches its credential first: from then on it is in a file, where its other processes find it too. */
async function enrolled(env: Env): Promise<Env> {
  const {
    SALLYPORT_CONSOLE_URL: consoleUrl,
    SALLYPORT_ENROLMENT_CODE: code,
    SALLYPORT_GATEWAY_TOKEN_FILE: file,
  } = env
  if (env.gatewayToken !== '' || !code || !file) return env
  await enrol({ consoleUrl, code, file })
  return readEnv()
}

// Whoever read our output may be gone; sessions go on without a log.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
process.on('unhandledRejection', (error) =>
  log('error', 'an error that nobody waited for', describeError(error)),
)

try {
  await main(await enrolled(readEnv()))
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
