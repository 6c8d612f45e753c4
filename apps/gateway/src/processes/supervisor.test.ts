import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'

let program: ChildProcess
let port: number

beforeAll(async () => {
  program = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'supervised.fixture.ts')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const { stdout } = program
  if (!stdout) throw new Error('it has no output')
  for await (const chunk of stdout) {
    port = Number(/port (\d+)/.exec(String(chunk))?.[1])
    break
  }
})
afterAll(() => void program.kill('SIGKILL'))

/** The id of the process that took a connection; null: it was handed to one that ended just then, and nobody answers. */
async function ask(): Promise<number | null> {
  const socket = connect(port, '127.0.0.1')
  socket.setTimeout(1_000, () => socket.destroy(new Error('nobody answers')))
  return Number(await text(socket).catch(() => '')) || null
}

/** The ids of both processes, once both have answered and it `isRight`. */
async function processes(
  isRight: (now: ReadonlySet<number>) => boolean = () => true,
): Promise<ReadonlySet<number>> {
  for (;;) {
    const found = new Set<number>()
    for (let times = 0; times < 4; times++) {
      const pid = await ask()
      if (pid) found.add(pid)
    }
    if (found.size === 2 && isRight(found)) return found
    await setTimeout(20)
  }
}

it('hands the connections to both, and starts anew the one that is killed', async () => {
  const [victim = 0, other = 0] = await processes()
  process.kill(victim, 'SIGKILL')
  const after = await processes((now) => !now.has(victim))
  expect(after).toContain(other)
  expect(() => process.kill(victim, 0)).toThrow('ESRCH')
})

it('ends all of them when it is told to end', async () => {
  const running = await processes()
  program.kill('SIGTERM')
  expect(await once(program, 'exit')).toEqual([0, null])
  for (const pid of running) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})
