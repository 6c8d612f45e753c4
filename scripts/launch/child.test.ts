import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startChild } from './child'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-child-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function start(source: string) {
  const script = join(folder, `${Math.random()}.mjs`)
  await writeFile(script, source)
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  const child = startChild({
    name: 'thing',
    script,
    cwd: folder,
    env: { SAID: 'hello' },
    ready: /^ready$/,
    print,
    graceMs: 200,
  })
  return { child, lines }
}

const STAYS = 'setInterval(() => {}, 1000);'

describe('startChild', () => {
  it('is ready once the program says so, and shows what it prints', async () => {
    const { child, lines } = await start(`${STAYS} console.error(process.env.SAID); console.log('ready')`)
    await child.ready
    await child.stop()
    expect(lines.toSorted()).toEqual(['hello', 'ready'])
    expect(await child.ended).toBe('The thing ended (SIGTERM).')
  })

  it('is not ready when the program ends before', async () => {
    const { child } = await start('process.exit(3)')
    await expect(child.ready).rejects.toThrow('The thing ended (code 3).')
  })

  it('tells when the program ends later', async () => {
    const { child } = await start(`console.log('ready'); setTimeout(() => process.exit(4), 50)`)
    await child.ready
    expect(await child.ended).toBe('The thing ended (code 4).')
  })

  it('kills what does not stop', async () => {
    const { child } = await start(`${STAYS} process.on('SIGTERM', () => {}); console.log('ready')`)
    await child.ready
    await child.stop()
    expect(await child.ended).toBe('The thing ended (SIGKILL).')
  })

  it('says that it was not built', () => {
    const nowhere = {
      name: 'thing',
      script: join(folder, 'missing.js'),
      cwd: folder,
      env: {},
      ready: /x/,
      print: () => 0,
    }
    expect(() => startChild(nowhere)).toThrow('npm start builds it')
  })
})
