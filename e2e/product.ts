import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '@sallyport/testkit'
import type { DemoFile } from '../scripts/launch/demo/demo-file'
import { root } from '../scripts/root.mjs'
import { productData } from './env'

export interface RunningProduct {
  readonly data: string
  readonly consolePort: number
  readonly postgresPort: number
  readonly mcpPort: number
  /** Everything that it printed so far. */
  output(): string
  /** The exit code, once it has ended by itself or otherwise. */
  readonly ended: Promise<number | null>
  /** As Ctrl-C does. Answers the exit code. */
  stop(): Promise<number | null>
  /** kill -9 of the launcher alone, as a crash would. */
  kill(): Promise<void>
  /** Stops it and removes its data. */
  remove(): Promise<void>
}

const READY_MS = 120_000

/** Starts the built product on free ports: in a directory of its own, or again in one that there is. */
export async function startProduct(
  again?: Partial<Pick<RunningProduct, 'data' | 'consolePort' | 'postgresPort' | 'mcpPort'>>,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProduct> {
  const data = again?.data ?? (await mkdtemp(join(tmpdir(), 'sallyport-e2e-')))
  await chmod(data, 0o755) // as root the databases run as another user, which has to pass
  const consolePort = again?.consolePort ?? (await freePort())
  const postgresPort = again?.postgresPort ?? (await freePort())
  const mcpPort = again?.mcpPort ?? (await freePort())
  const launcher = spawn(process.execPath, ['--import', 'tsx', 'scripts/launch.ts'], {
    cwd: root,
    env: {
      ...process.env,
      DATABASE_URL: '',
      ...env,
      SALLYPORT_DATA: data,
      SALLYPORT_CONSOLE_PORT: String(consolePort),
      SALLYPORT_POSTGRES_PORT: String(postgresPort),
      SALLYPORT_MCP_PORT: String(mcpPort),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [launcher.stdout, launcher.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  }
  const ended = new Promise<number | null>((resolve) => launcher.once('close', resolve))

  const product = {
    data,
    consolePort,
    postgresPort,
    mcpPort,
    output: () => printed,
    ended,
    stop: () => signal(launcher, 'SIGINT', ended),
    kill: async () => void (await signal(launcher, 'SIGKILL', ended)),
    remove: async () => {
      await signal(launcher, 'SIGINT', ended)
      await rm(data, { recursive: true, force: true })
    },
  }
  for (const end = Date.now() + READY_MS; !printed.includes('Sallyport is ready'); await setTimeout(50)) {
    if (launcher.exitCode !== null || Date.now() > end) {
      await signal(launcher, 'SIGINT', ended)
      throw new Error(`The product did not start:\n${printed}`)
    }
  }
  return product
}

/** What the running product's demo.json says. */
export function demoFile(data = productData()): DemoFile {
  return JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8')) as DemoFile
}

async function signal(launcher: ChildProcess, name: NodeJS.Signals, ended: Promise<number | null>) {
  if (launcher.exitCode === null) launcher.kill(name)
  return ended
}
