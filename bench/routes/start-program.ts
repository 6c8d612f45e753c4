import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { isPortFree } from '../../scripts/launch/settings.mjs'
import type { Ending } from '../ending'

const READY_MS = 10_000

/** Starts a proxy and waits until it listens; answers its process id. Its words are shown only when it fails. */
export async function startProgram(
  { program, args, port }: { program: string; args: readonly string[]; port: number },
  ending: Ending,
): Promise<number> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env.PATH } })
  let printed = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-4000)
  })
  const ended = once(child, 'close').catch((error: unknown) => {
    printed += String(error)
  })
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  ending.defer(async () => {
    child.kill('SIGTERM')
    await ended
  })
  for (const end = Date.now() + READY_MS; await isPortFree(port); await setTimeout(50)) {
    ending.signal.throwIfAborted()
    if (isOver || Date.now() > end) throw new Error(`${program} does not listen on ${port}:\n${printed}`)
  }
  return child.pid ?? 0
}
