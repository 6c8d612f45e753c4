import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { int32, message } from '../protocols/postgres/codec/write'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import * as say from './wire.fixture'
import { errorCode, parse, query, type Reply, rows, startup, sync, types, Wire } from './wire.fixture'

let target: Awaited<ReturnType<typeof testTarget>>
let gateway: TestGateway
let admin: pg.Client
const unhandled: unknown[] = []
const note = (error: unknown) => void unhandled.push(error)

beforeAll(async () => {
  process.on('unhandledRejection', note)
  target = await testTarget('empty')
  admin = new pg.Client({ connectionString: target.adminUrl })
  await admin.connect()
  await admin.query('SET ROLE shop_app; CREATE TABLE victim (id int); RESET ROLE')
  gateway = await startGateway(target, {
    rules: [
      rule('reads and sleeps', 'allow', { verbs: ['read', 'admin'] }),
      rule('changes wait', 'hold', { verbs: ['delete'] }),
    ],
  })
})

beforeEach(async () => {
  await admin.query('TRUNCATE victim; INSERT INTO victim SELECT generate_series(1, 5)')
})

afterAll(async () => {
  await gateway.close()
  await admin.end()
  await target.drop()
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

async function victims(): Promise<number> {
  const { rows: found } = await admin.query<{ n: number }>('SELECT count(*)::int AS n FROM victim')
  return found[0]?.n ?? 0
}

/** Signs in and keeps the key that cancels. */
async function withKey(): Promise<{ wire: Wire; key: Buffer }> {
  const wire = Wire.raw(gateway)
  const { user, database, password } = gateway.address
  const answer = await wire.ask(startup({ user, database }), message('p', `${password}\0`))
  return { wire, key: answer.find(({ type }) => type === 'K')?.body ?? Buffer.alloc(0) }
}

/** A CancelRequest, which has no answer but the end of its connection. */
async function cancel(key: Buffer): Promise<void> {
  const wire = Wire.raw(gateway)
  await wire.send(int32(8 + key.length), int32(80877102), key)
  expect(await wire.next()).toBeNull()
}

const wrong = (key: Buffer) => Buffer.from(key.map((byte, at) => (at === key.length - 1 ? byte ^ 1 : byte)))

/** Waits until a statement of a session runs at the target. */
async function running(text: string): Promise<number> {
  for (;;) {
    const { rows: found } = await admin.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE query = $1 AND state = 'active' AND pid <> pg_backend_pid()",
      [text],
    )
    if (found[0]) return found[0].pid
  }
}

async function held(wire: Wire, ...bytes: Buffer[]): Promise<void> {
  const before = gateway.approvals.requests.length
  await wire.send(...bytes)
  await gateway.approvals.requested(before + 1)
}

describe('CancelRequest', () => {
  it('ends a statement that runs, with the right key only', async () => {
    const { wire, key } = await withKey()
    await wire.send(query('select pg_sleep(30)'))
    await running('select pg_sleep(30)')
    await cancel(wrong(key))
    await cancel(key)
    expect(errorCode(await wire.until('Z'))).toBe('57014')
    expect(rows(await wire.ask(query('select 1')))).toEqual([['1']])
    wire.close()
  })

  it('withdraws a statement that is held, with the right key only', async () => {
    const { wire, key } = await withKey()
    await held(wire, query('delete from victim'))
    const id = `approval-${gateway.approvals.requests.length}`
    await cancel(wrong(key))
    expect(gateway.approvals.cancelled).not.toContain(id)
    await cancel(key)
    expect(errorCode(await wire.until('Z'))).toBe('57014')
    expect(gateway.approvals.cancelled).toContain(id)
    expect(await victims()).toBe(5)
    wire.close()
  })
})

describe('one side goes away', () => {
  it('the client, while it is held in the middle of a pipeline: nothing of it runs', async () => {
    const wire = await Wire.through(gateway)
    const deletion = (id: number) => [
      parse('', `delete from victim where id = ${id}`),
      say.bind('', ''),
      say.execute(),
    ]
    await held(wire, ...deletion(1), ...deletion(2), sync, ...deletion(3), sync, query('delete from victim'))
    const id = `approval-${gateway.approvals.requests.length}`
    wire.close()
    await expect.poll(() => gateway.approvals.left).toContain(id)
    await expect.poll(() => gateway.gate.liveSessions).toEqual([])
    expect(await victims()).toBe(5)
  })

  it('the target, in the middle of a result: the client is told', async () => {
    const wire = await Wire.through(gateway)
    const text = "select g, repeat('x', 1000) from generate_series(1, 100000) g"
    await wire.send(query(text))
    await wire.until('D')
    await admin.query('SELECT pg_terminate_backend($1)', [await running(text)])
    const answer: Reply[] = await wire.until('E')
    expect(errorCode(answer)).toBe('57P01')
    await wire.until('nothing')
    await expect.poll(() => gateway.gate.liveSessions).toEqual([])
  })

  it('the target, after a last word of its own: the client hears that one alone', async () => {
    const wire = await Wire.through(gateway)
    await wire.send(query('select pg_sleep(31)'))
    await admin.query('SELECT pg_terminate_backend($1)', [await running('select pg_sleep(31)')])
    const words: Reply[] = []
    for (let reply = await wire.next(); reply; reply = await wire.next()) words.push(reply)
    // How far the target had come with its columns when it was ended is its own affair.
    expect(types(words)).toMatch(/^T?E$/)
    expect(errorCode(words)).toBe('57P01')
  })

  it('the target, while a statement is held: it is withdrawn', async () => {
    const { wire, key } = await withKey()
    await held(wire, query('delete from victim'))
    const id = `approval-${gateway.approvals.requests.length}`
    await admin.query('SELECT pg_terminate_backend($1)', [key.readInt32BE()])
    expect(errorCode(await wire.until('E').then((answer) => answer.slice(-1)))).toBe('57P01')
    await expect.poll(() => gateway.approvals.cancelled).toContain(id)
    expect(await victims()).toBe(5)
  })

  it('a client that never reads its last words is cut off all the same', async () => {
    const wire = await Wire.through(gateway)
    wire.socket.pause()
    await wire.send(query("select repeat('x', 1000) from generate_series(1, 100000)"))
    await new Promise((resolve) => setTimeout(resolve, 500))
    gateway.gate.endAll('revoked')
    await expect.poll(() => gateway.gate.liveSessions).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    wire.socket.resume()
    expect(types(await wire.until('nothing')).slice(-1)).toBe('D')
  })
})

describe('a client that reads slowly', () => {
  it('does not make the gateway hold its result', async () => {
    const wire = await Wire.through(gateway)
    const before = process.memoryUsage()
    wire.socket.pause()
    await wire.send(query("select repeat('x', 10000) from generate_series(1, 20000)"))
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    const after = process.memoryUsage()
    expect(after.arrayBuffers + after.external - before.arrayBuffers - before.external).toBeLessThan(
      64 * 1024 * 1024,
    )
    wire.socket.resume()
    const answer = await wire.until('Z')
    expect(answer.filter(({ type }) => type === 'D')).toHaveLength(20_000)
    wire.close()
  })
})

/** mulberry32: the same numbers in every run, so that a failure can be looked at. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

describe('20,000 messages of nonsense', () => {
  it('end no other session, and leave no rejection behind', async () => {
    const random = numbers(20_571)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
    const sane = [
      query('select 1'),
      query('copy victim from stdin'),
      query('begin'),
      parse('s', 'select $1::int', 23),
      say.bind('p', 's', ['1']),
      say.describe('S', 's'),
      say.describe('P', 'p'),
      say.execute('p', 1),
      say.close('P', 'p'),
      say.close('S', 's'),
      say.flush,
      sync,
      message('d', '1\n'),
      message('c'),
      message('f', 'no\0'),
      message('F', Buffer.alloc(12)),
      message('p', 'again\0'),
    ]
    const mutate = (bytes: Buffer): Buffer => {
      const copy = Buffer.from(bytes)
      const kind = random()
      if (kind < 0.5) return copy
      if (kind < 0.6) copy[0] = Math.floor(random() * 256)
      else if (kind < 0.7) return copy.subarray(0, Math.floor(random() * copy.length))
      else if (kind < 0.8) copy.writeInt32BE(Math.floor(random() * 64), 1)
      else copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256)
      return copy
    }
    const bystander = await Wire.through(gateway)
    const clients = 400
    for (let round = 0; round < clients / 8; round++) {
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          const wire = await Wire.through(gateway)
          await wire.send(...Array.from({ length: 50 }, () => mutate(pick(sane))))
          const quiet = setTimeout(() => wire.close(), 200)
          await wire.until('nothing').catch(() => {})
          clearTimeout(quiet)
          wire.close()
        }),
      )
      expect(types(await bystander.ask(query('select 1')))).toBe('TDCZ')
    }
    bystander.close()
    await expect.poll(() => gateway.gate.liveSessions, { timeout: 15_000 }).toEqual([])
    expect(unhandled).toEqual([])
  }, 120_000)
})
