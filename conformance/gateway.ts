import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Server } from './postgres-server'

/** What the gateway's connections reach: one server with a superuser's credential, a database by its own name. */
export type TransparentTarget = Pick<Server, 'host' | 'port' | 'username' | 'password'>

export interface GatewayProcess {
  readonly port: number
  /** What clients send as the password. */
  readonly token: string
  /** Where it speaks MCP, with the same token. */
  readonly mcpUrl: string
  /** It ended by itself. */
  readonly hasEnded: boolean
  /** Everything that it logged so far. */
  log(): string
  /** Resident memory now, where the system tells it. */
  residentBytes(): number | null
  stop(): Promise<void>
}

const PROGRAM = fileURLToPath(new URL('gateway-process.ts', import.meta.url))

/** Recordings are flushed to it before each statement, and the suites are not about the disk. */
const MEMORY = '/dev/shm'

/** Starts a gateway in a process of its own, that allows everything, masks nothing and records all of it. */
export async function startGatewayProcess(
  target: TransparentTarget,
  { isForFuzzing = false } = {},
): Promise<GatewayProcess> {
  const { host, port, username, password } = target
  const words = [
    '--import',
    'tsx',
    PROGRAM,
    JSON.stringify({ host, port, username, password }),
    ...(isForFuzzing ? ['fuzz'] : []),
  ]
  const env = { ...process.env, ...(existsSync(MEMORY) && { TMPDIR: MEMORY }) }
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const lines = createInterface({ input: child.stdout })
  const [first] = (await Promise.race([once(lines, 'line'), once(child, 'exit')])) as [unknown]
  if (typeof first !== 'string') throw new Error(`The gateway did not start:\n${printed}`)
  lines.on('line', (line) => {
    printed += `${line}\n`
  })
  return {
    ...(JSON.parse(first) as { port: number; token: string; mcpUrl: string }),
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null
    },
    log: () => printed,
    residentBytes: () => residentBytes(child.pid),
    stop: () => stop(child),
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(late)
}

function residentBytes(pid: number | undefined): number | null {
  try {
    const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes ? Number(kilobytes) * 1024 : null
  } catch {
    return null // no /proc here, or it has ended
  }
}
