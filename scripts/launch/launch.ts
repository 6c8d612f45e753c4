import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Progress } from '../progress.mjs'
import { type Child, type ChildOptions, startChild } from './child'
import { type Databases, startDatabases } from './databases'
import type { DemoFile } from './demo/demo-file'
import { setUpDemo } from './demo/set-up-demo'
import { kept, makeDataDirectory, secret, writeJson } from './kept'
import { forgetProcesses, rememberProcesses, stopLeftovers } from './processes.mjs'
import { consoleProgram, consoleUrlOf, gatewayProgram, mcpUrlOf } from './programs'
import { checkPorts, type Settings } from './settings.mjs'
import { Shutdown } from './shutdown'
import { summary } from './summary'

export interface LaunchOptions extends Settings {
  readonly resetDemo: boolean
  readonly say: Progress
}

/**
 * Starts the whole product on what is installed and built, says how to use it, and stops all of it when a signal
 * comes or a part dies. Resolves with the exit code once everything has stopped.
 */
export async function launch(options: LaunchOptions): Promise<number> {
  const { data } = options
  await makeDataDirectory(data)
  await stopLeftovers(data)
  await checkPorts(options)
  rememberProcesses(data, [])

  const shutdown = new Shutdown()
  await shutdown.defer(async () => forgetProcesses(data))
  try {
    const started = await Promise.race([start(options, shutdown), shutdown.asked])
    const why = typeof started === 'string' ? started : await Promise.race([shutdown.asked, ...started])
    process.stdout.write(shutdown.signal ? '\nStopping …\n' : `\n${why} Stopping everything.\n`)
    return shutdown.signal ? 0 : 1
  } finally {
    await shutdown.run()
  }
}

/** Answers with what settles when one of the programs ends. */
async function start(options: LaunchOptions, shutdown: Shutdown): Promise<Promise<string>[]> {
  const { data, say } = options
  const children: Child[] = []
  const run = async (program: Omit<ChildOptions, 'print'>) => {
    const print = (line: string) => say.note(`${program.name} | ${line}`)
    const child = startChild({ ...program, print })
    children.push(child)
    rememberProcesses(
      data,
      children.map(({ pid }) => pid),
    )
    await shutdown.defer(() => child.stop())
    await child.ready
  }

  const databases = await say.step('starting the databases', () => startDatabases(options, shutdown))
  const demo = await say.step('starting the console and the gateway', () =>
    startPrograms(options, databases, run),
  )
  process.stdout.write(summary(demo, data, databases.target.missing))
  return children.map(({ ended }) => ended)
}

type Run = (program: Omit<ChildOptions, 'print'>) => Promise<void>

async function startPrograms(
  options: LaunchOptions,
  { url, target }: Databases,
  run: Run,
): Promise<DemoFile> {
  const { data, consolePort, postgresPort, mcpPort } = options
  const masterKeyFile = join(data, 'master.key')
  const gatewayTokenFile = join(data, 'gateway.token')
  const masterKey = await kept(masterKeyFile, () => randomBytes(32).toString('base64'))
  const gatewayToken = await kept(gatewayTokenFile, () => `sp_gw_${secret()}`)
  const signInSecret = await kept(join(data, 'sign-in.secret'), secret)

  const consoleUrl = consoleUrlOf(consolePort)
  const gatewayPostgres = { host: 'localhost', port: postgresPort }
  const demo = await setUpDemo({
    data,
    databaseUrl: url,
    masterKey,
    gatewayToken,
    consoleUrl,
    gatewayPostgres,
    gatewayMcp: mcpUrlOf(mcpPort),
    target,
  })
  await writeJson(join(data, 'demo.json'), demo)

  const settings = {
    data,
    consolePort,
    postgresPort,
    mcpPort,
    databaseUrl: url,
    signInSecret,
    masterKeyFile,
    gatewayTokenFile,
  }
  await run(consoleProgram(settings))
  await run(gatewayProgram(settings))
  return demo
}
