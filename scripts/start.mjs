import { parseArgs } from 'node:util'
import { stopLeftovers } from './launch/processes.mjs'
import { checkPorts, settings } from './launch/settings.mjs'
import { progress } from './progress.mjs'
import { PlainError, stopRunning } from './run.mjs'
import { build, checkNode, generate, install } from './steps.mjs'

// `npm start`: from a fresh clone to a running product. Node's own modules only, until the packages are there.

const HELP = `npm start [-- --verbose] [-- --reset-demo]

  --verbose      shows what the tools print
  --reset-demo   makes the demo database anew

  SALLYPORT_CONSOLE_PORT    the console's port (3000)
  SALLYPORT_POSTGRES_PORT   the gateway's port for psql and drivers (15432)
  SALLYPORT_MCP_PORT        the gateway's port for MCP (one above the one for psql)
  SALLYPORT_DATA            where everything is kept (.sallyport)
  DATABASE_URL              the console's own database; an embedded one when unset
`

async function start() {
  const { values } = parseArgs({
    options: {
      verbose: { type: 'boolean', default: false },
      'reset-demo': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return process.stdout.write(HELP)
  checkNode()

  const wanted = settings()
  const say = progress(6)
  const { verbose } = values
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      stopRunning(signal)
      process.exitCode = 130
    })
  }

  await say.step('checking the ports', async () => {
    await stopLeftovers(wanted.data)
    await checkPorts(wanted)
  })
  await say.step('installing packages', () => install({ verbose }))
  await say.step('generating the database client', () => generate({ verbose }))
  await say.step('building the console and the gateway', () => build({ verbose }))

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
  const { register } = await import('tsx/esm/api')
  register()
  const { launch } = await import('./launch/launch.ts')
  await launch({ ...wanted, resetDemo: values['reset-demo'], say })
}

start().catch((error) => {
  process.stderr.write(`\n${error instanceof PlainError ? error.message : (error?.stack ?? error)}\n`)
  process.exit(1)
})
