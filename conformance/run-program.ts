import { spawn } from 'node:child_process'

export interface Ended {
  /** Null: a signal ended it, or it could not be started. */
  readonly code: number | null
  readonly output: string
}

interface Options {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number
  readonly gid?: number
  readonly input?: string
  /** It is killed after this long. */
  readonly timeoutMs?: number
}

const KEPT_CHARACTERS = 64 * 1024 * 1024

/** Runs a program to its end. A failure is an answer, not an exception: the suites are about it. */
export function runProgram(command: string, args: readonly string[], options: Options = {}): Promise<Ended> {
  const { env, input, timeoutMs, ...rest } = options
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...rest,
      env: { ...process.env, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...(timeoutMs && { timeout: timeoutMs, killSignal: 'SIGKILL' as const }),
    })
    let output = ''
    const keep = (text: string) => {
      if (output.length < KEPT_CHARACTERS) output += text
    }
    child.stdout?.setEncoding('utf8').on('data', keep)
    child.stderr?.setEncoding('utf8').on('data', keep)
    child.on('error', (error) => resolve({ code: null, output: error.message }))
    child.on('close', (code) => resolve({ code, output }))
    child.stdin?.on('error', () => undefined).end(input)
  })
}
