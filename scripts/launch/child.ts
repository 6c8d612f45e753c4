import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { PlainError } from '../run.mjs'

export interface ChildOptions {
  readonly name: string
  readonly script: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** How it says that it is listening. */
  readonly ready: RegExp
  /** What it prints, line by line. */
  readonly print: (line: string) => void
  /** How long it may take to stop before it is killed. */
  readonly graceMs?: number
}

export interface Child {
  readonly pid: number
  /** Rejects when it ends instead, or takes longer than a minute. */
  readonly ready: Promise<void>
  /** Settles when it has ended, with the words for it. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

const READY_MS = 60_000
const GRACE_MS = 5000

/** Starts a Node program. */
export function startChild(options: ChildOptions): Child {
  const { name, script, cwd, env, graceMs = GRACE_MS } = options
  if (!existsSync(script)) throw new PlainError(`${script} is not there: npm start builds it.`)
  const child = spawn(process.execPath, ['--enable-source-maps', script], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // Ctrl-C is for the launcher, which stops the programs in their order
  })
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`The ${name} did not start: ${error.message}`))
    child.once('close', (code, signal) => resolve(`The ${name} ended (${signal ?? `code ${code}`}).`))
  })
  const ready = waitUntilReady(child, ended, options)
  return { pid: child.pid ?? 0, ready, ended, stop: () => stopChild(child, ended, graceMs) }
}

async function waitUntilReady(
  child: ChildProcessByStdio<null, Readable, Readable>,
  ended: Promise<string>,
  { name, ready, print }: ChildOptions,
): Promise<void> {
  const isReady = new Promise<null>((resolve) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        print(line)
        if (ready.test(line)) resolve(null)
      })
    }
  })
  const giveUp = new AbortController()
  const late = setTimeout(READY_MS, `The ${name} is not ready after a minute.`, { signal: giveUp.signal })
  const problem = await Promise.race([isReady, ended, late])
  late.catch(() => undefined) // aborted below, as it should be
  giveUp.abort()
  if (problem) throw new PlainError(problem)
}

async function stopChild(child: ChildProcess, ended: Promise<string>, graceMs: number): Promise<void> {
  child.kill('SIGTERM')
  const isOver = new AbortController()
  const late = setTimeout(graceMs, 'late', { signal: isOver.signal }).catch(() => 'over')
  if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL')
  await ended
  isOver.abort()
}
