import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onTarget } from '../databases'
import { productData } from '../env'
import { type Person, signIn } from '../person'
import { connectPg } from '../pg-client'

/** What the gateway may grow by: far less than the results are large. */
const MAX_GROWTH_KB = 150_000
const ROWS = 500_000
const ROW_BYTES = 1_000
const SELECT = `select i, repeat('x', ${ROW_BYTES}) from generate_series(1, ${ROWS}) i`

/** It leaves a gigabyte of recordings, which the tests beside it would wait for. */
const IS_ASKED_FOR = process.env['SALLYPORT_TEST_LARGE'] === '1'

let ada: Person
let ruleId: string
beforeAll(async () => {
  ada = await signIn('ada')
  const rule = await ada.api.rules.create.mutate({
    name: 'Copies, for a test',
    connections: ['shop'],
    verbs: ['copy-out'],
    effect: 'allow',
  })
  ruleId = rule.id
})
/** A gigabyte is on its way to the console: whoever comes next would stand behind it. */
afterAll(async () => {
  await ada.api.rules.remove.mutate({ id: ruleId })
  for (let isLive = true; isLive; await setTimeout(500)) {
    isLive = (await ada.api.sessions.list.query({ live: true })).items.length > 0
  }
})

/** The resident memory of the gateway, in kilobytes. */
function residentKb(): number {
  const { children } = JSON.parse(readFileSync(join(productData(), 'processes.json'), 'utf8'))
  const status = readFileSync(`/proc/${children[1].pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])
}

/** A client that says something and keeps nothing of what comes back. */
async function ask(sql: string) {
  const client = await connectPg()
  const { connection, processID } = client as unknown as { connection: { stream: Socket }; processID: number }
  const socket = connection.stream
  socket.removeAllListeners('data')
  const text = Buffer.from(`${sql}\0`)
  const head = Buffer.alloc(5)
  head.write('Q')
  head.writeInt32BE(text.length + 4, 1)
  socket.write(Buffer.concat([head, text]))
  return { socket, processID }
}

/** Reads to the end, and tells how much that was and how much memory the gateway had at most. */
async function readAll(socket: Socket) {
  let bytes = 0
  let mostKb = 0
  let last = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    last = Buffer.concat([last, chunk]).subarray(-6)
  })
  socket.resume()
  while (last.toString('latin1') !== 'Z\0\0\0\x05I') {
    mostKb = Math.max(mostKb, residentKb())
    await setTimeout(50)
    if (socket.destroyed) throw new Error('the connection was closed')
  }
  socket.destroy()
  return { bytes, mostKb }
}

describe.runIf(process.platform === 'linux' && IS_ASKED_FOR)('a result of 500 MB', () => {
  it.each([
    ['rows', SELECT],
    ['COPY', `copy (${SELECT}) to stdout`],
  ])('passes as %s in memory that does not grow with it', { timeout: 500_000 }, async (_, sql) => {
    const before = residentKb()
    const { socket } = await ask(sql)
    const { bytes, mostKb } = await readAll(socket)
    expect(bytes).toBeGreaterThan(ROWS * ROW_BYTES)
    expect(mostKb - before).toBeLessThan(MAX_GROWTH_KB)
  })

  it('waits at the target for a client that does not read', { timeout: 500_000 }, async () => {
    const { socket, processID } = await ask(SELECT)
    await once(socket, 'readable')
    socket.pause()
    const before = residentKb()
    const waits = async () => {
      const [row] = await onTarget<{ wait_event: string | null }>(
        `select wait_event from pg_stat_activity where pid = ${processID}`,
      )
      return row?.wait_event
    }
    while ((await waits()) !== 'ClientWrite') await setTimeout(50)
    await setTimeout(1_000)
    expect(await waits()).toBe('ClientWrite')
    expect(residentKb() - before).toBeLessThan(MAX_GROWTH_KB)
    const { bytes } = await readAll(socket)
    expect(bytes).toBeGreaterThan(ROWS * ROW_BYTES)
  })
})
