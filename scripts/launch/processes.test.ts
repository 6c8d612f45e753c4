import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forgetProcesses, rememberProcesses, stopLeftovers } from './processes.mjs'

let data: string
let left: ChildProcess
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'sallyport-processes-'))
  left = spawn(process.execPath, ['-e', `console.log('up'); setInterval(() => {}, 1000)`])
  await once(left.stdout ?? left, 'data')
})
afterEach(async () => {
  left.kill('SIGKILL')
  await rm(data, { recursive: true })
})

const file = () => join(data, 'processes.json')

/** As if what is written had been written by another start. */
async function asLeftBy(
  launcher: object | undefined,
  change: (text: string) => string = (text) => text,
): Promise<void> {
  const known = JSON.parse(await readFile(file(), 'utf8'))
  await writeFile(file(), change(JSON.stringify({ ...known, launcher })))
}

describe('stopLeftovers', () => {
  it('ends what a killed start left running', async () => {
    rememberProcesses(data, [left.pid ?? 0])
    await asLeftBy({ pid: 2 ** 22 + 1, startedAt: '1' })
    const ended = once(left, 'exit')
    await stopLeftovers(data)
    expect(await ended).toEqual([null, 'SIGTERM'])
    expect(existsSync(file())).toBe(false)
  })

  it('leaves alone a process that only has the same number', async () => {
    rememberProcesses(data, [left.pid ?? 0])
    await asLeftBy(undefined, (text) => text.replace(/"startedAt":"[^"]+"/, '"startedAt":"long ago"'))
    await stopLeftovers(data)
    expect(left.exitCode ?? left.signalCode).toBeNull()
    expect(existsSync(file())).toBe(false)
  })

  it('refuses to take over from a start that is alive', async () => {
    rememberProcesses(data, [left.pid ?? 0])
    const { children } = JSON.parse(await readFile(file(), 'utf8'))
    await asLeftBy(children[0])
    await expect(stopLeftovers(data)).rejects.toThrow(`running already on ${data} (process ${left.pid})`)
    expect(left.exitCode ?? left.signalCode).toBeNull()
  })

  it('goes on when the file was cut short, and when there is none', async () => {
    await writeFile(file(), '{"launcher": {"pi')
    await stopLeftovers(data)
    await stopLeftovers(data)
    expect(existsSync(file())).toBe(false)
  })

  it('has nothing to do after an ordered end', async () => {
    rememberProcesses(data, [left.pid ?? 0])
    forgetProcesses(data)
    await stopLeftovers(data)
    expect(left.exitCode ?? left.signalCode).toBeNull()
  })
})
