import { spawn } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { demoFile } from './product'

export interface PsqlOptions {
  /** The agent of the demo where left out. */
  readonly token?: string
  readonly user?: string
  readonly database?: string
  /** Further arguments, such as -A or --csv. */
  readonly args?: readonly string[]
}

export interface PsqlResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A psql that is running; what is written to it is what a person would type. */
export interface Psql {
  write(sql: string): void
  /** Resolves once stdout and stderr together hold it; rejects, showing what there is, after the time. */
  sees(what: string | RegExp, timeoutMs?: number): Promise<string>
  output(): string
  signal(name: NodeJS.Signals): void
  /** Closes its input and waits for its end. */
  end(): Promise<PsqlResult>
}

/** The real psql on the gateway, reading from a pipe. */
export function startPsql({ token, user, database, args = [] }: PsqlOptions = {}): Psql {
  const { gateway, agent, connection } = demoFile()
  const { host, port } = gateway.postgres
  const target = ['-h', host, '-p', String(port), '-U', user ?? agent.name, '-d', database ?? connection]
  const child = spawn('psql', ['-X', ...target, ...args], {
    env: { PATH: process.env.PATH, PGPASSWORD: token ?? agent.token, LC_ALL: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const parts = { stdout: '', stderr: '', both: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      parts[name] += text
      parts.both += text
    })
  }
  child.stdin.on('error', () => undefined) // it has ended, which `end` tells
  const ended = new Promise<PsqlResult>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout: parts.stdout, stderr: parts.stderr }))
  })

  return {
    write: (sql) => child.stdin.write(`${sql}\n`),
    output: () => parts.both,
    async sees(what, timeoutMs = 30_000) {
      const found = () => (typeof what === 'string' ? parts.both.includes(what) : what.test(parts.both))
      for (const end = Date.now() + timeoutMs; !found(); await setTimeout(20)) {
        if (Date.now() > end) throw new Error(`psql did not print ${what}, but:\n${parts.both}`)
      }
      return parts.both
    },
    signal: (name) => child.kill(name),
    end() {
      child.stdin.end()
      return ended
    },
  }
}

/** One psql for one text, to its end. Like `psql -c`, several statements are one simple query. */
export function psql(sql: string, options: PsqlOptions = {}): Promise<PsqlResult> {
  return startPsql({ ...options, args: [...(options.args ?? []), '-c', sql] }).end()
}
