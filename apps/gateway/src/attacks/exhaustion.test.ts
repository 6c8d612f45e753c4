import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect as connectTcp, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, createSecureContext } from 'node:tls'
import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cstring, int32, message } from '../protocols/postgres/codec/write'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import { makeCertificate } from './certificates.fixture'
import { errorCode, query, rows, startup, types, Wire } from './wire.fixture'

// What one client, or many, could use up of a gateway or a target: bounded, and others are served meanwhile.

const MEGABYTE = 1024 * 1024
const SSL_REQUEST = Buffer.concat([int32(8), int32(80877103)])
/** Not `unknown`: what the gateway does not read would be the target's to suffer from. */
const verbs = ['read', 'insert', 'copy-in', 'configure', 'session', 'execute', 'admin'] as const
const allow = { rules: [rule('everything', 'allow', { verbs: [...verbs] })] }

let target: Awaited<ReturnType<typeof testTarget>>
let gateway: TestGateway
let admin: pg.Client

beforeAll(async () => {
  target = await testTarget('empty')
  admin = new pg.Client({ connectionString: target.adminUrl })
  await admin.connect()
  await admin.query(`
    SET ROLE shop_app;
    CREATE TABLE things (v text);
    CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN new; END';
    CREATE TRIGGER wait BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION wait();
    RESET ROLE`)
  gateway = await startGateway(target, allow)
})

afterAll(async () => {
  await gateway.close()
  await admin.end()
  await target.drop()
})

async function signedIn(wire: Wire, through: TestGateway): Promise<string> {
  await wire.send(startup({ user: 'agent', database: 'shop' }))
  await wire.until('R')
  const answer = await wire.ask(message('p', cstring(through.address.password)))
  return errorCode(answer) ?? types(answer).slice(-1)
}

describe('a storm of clients', () => {
  it('signs in at the target in turns, and all of them get there', async () => {
    const wires = Array.from({ length: 60 }, () => Wire.raw(gateway))
    expect(await Promise.all(wires.map((wire) => signedIn(wire, gateway)))).toEqual(wires.map(() => 'Z'))
    for (const wire of wires) wire.close()
  })

  it('is told 53300 beyond what a connection may have, until some have left', async () => {
    const small = await startGateway(target, allow, { maxSessions: 3 })
    const wires = Array.from({ length: 3 }, () => Wire.raw(small))
    for (const wire of wires) expect(await signedIn(wire, small)).toBe('Z')
    expect(await signedIn(Wire.raw(small), small)).toBe('53300')
    wires[0]?.close()
    await expect.poll(() => small.gate.liveSessions.length, { timeout: 15_000 }).toBe(2)
    expect(await signedIn(Wire.raw(small), small)).toBe('Z')
    await small.close()
  })

  it('that shakes hands over TLS and says no more is ended, and others sign in meanwhile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-storm-'))
    const { key, cert } = makeCertificate(folder, 'localhost')
    const certificate = readFileSync(cert, 'utf8')
    const tls = createSecureContext({ key: readFileSync(key), cert: certificate })
    const secure = await startGateway(target, allow, { tls, signInTimeoutMs: 5_000 })
    const trusted = { ca: certificate, servername: 'localhost' }
    const secured = async () => {
      const socket = connectTcp(secure.address.port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(SSL_REQUEST)
      await once(socket, 'data')
      return connectTls({ socket, ...trusted }).on('error', () => undefined)
    }
    const storm = Array.from({ length: 150 }, secured)
    const legitimate = new Wire(await secured())
    expect(await signedIn(legitimate, secure)).toBe('Z')
    const silent = await Promise.all(storm)
    for (const socket of silent) if (!socket.closed) await once(socket.resume(), 'close')
    expect(rows(await legitimate.ask(query('select 1')))).toEqual([['1']])
    await secure.close()
    rmSync(folder, { recursive: true })
  })
})

/** Writes until nothing more is taken for a while; answers how much was. */
async function fill(socket: Socket, chunk: Buffer, most: number): Promise<number> {
  let offered = 0
  for (;;) {
    while (offered < most && socket.writableLength === 0) {
      socket.write(chunk)
      offered += chunk.length
    }
    const before = socket.writableLength
    await new Promise((resolve) => setTimeout(resolve, 300))
    if (offered >= most || (before > 0 && socket.writableLength === before))
      return offered - socket.writableLength
  }
}

describe('a side that does not read', () => {
  it('a target that is slow to take COPY data slows its client, and nothing piles up between', async () => {
    const wire = await Wire.through(gateway)
    await wire.send(query('copy things from stdin'))
    await wire.until('G')
    const taken = await fill(wire.socket, message('d', `${'x'.repeat(MEGABYTE)}\n`), 300 * MEGABYTE)
    expect(taken).toBeLessThan(64 * MEGABYTE)
    wire.close()
    await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'copy things%'",
    )
    await expect.poll(() => gateway.gate.liveSessions, { timeout: 15_000 }).toEqual([])
  })

  it('a client that does not take its notifications gets all of them when it does', async () => {
    const wire = await Wire.through(gateway)
    await wire.ask(query('listen news'))
    wire.socket.pause()
    const other = await Wire.through(gateway)
    const storm = "select pg_notify('news', g || repeat(' ', 1000)) from generate_series(1, 20000) g"
    expect(errorCode(await other.ask(query(storm)))).toBeUndefined()
    wire.socket.resume()
    const heard = await wire.ask(query('select 1'))
    const more = heard.filter(({ type }) => type === 'A').length
    let count = more
    while (count < 20_000) count += Number((await wire.next())?.type === 'A')
    expect(count).toBe(20_000)
    wire.close()
    other.close()
  })
})

describe('one client that is costly', () => {
  /** Answers only once the other client was served `times` times meanwhile. */
  async function beside(work: (wire: Wire) => Promise<unknown>, through: TestGateway): Promise<number> {
    const [busy, other] = [await Wire.through(through), await Wire.through(through)]
    let isDone = false
    const working = work(busy).finally(() => {
      isDone = true
    })
    let served = 0
    while (!isDone) {
      expect(rows(await other.ask(query(`select ${served}`)))).toEqual([[String(served)]])
      served += 1
    }
    await working
    busy.close()
    other.close()
    return served
  }

  it.each([
    ['comments that never end', `select ${'/*'.repeat(100_000)}`],
    ['20,000 terms', `select 1${'+1'.repeat(20_000)}`],
    ['2,000 nested selects', `select ${'(select '.repeat(2_000)}1${')'.repeat(2_000)}`],
    ['20,000 statements', 'select 1;'.repeat(20_000)],
  ])('by %s does not keep the others from being served', async (_, text) => {
    const served = await beside(async (wire) => {
      for (let count = 0; count < 3; count++) await wire.ask(query(text))
    }, gateway)
    expect(served).toBeGreaterThan(0)
  })

  it('by large cells that have to be searched does not either', async () => {
    const detects = { id: 'm', name: 'm', connections: [], groups: [], columns: [] } as const
    const masking = await startGateway(target, {
      ...allow,
      maskingRules: [
        { ...detects, dataClass: 'email', operator: 'redact', detectors: ['email', 'card', 'phone'] },
      ],
    })
    const served = await beside(async (wire) => {
      const found = rows(
        await wire.ask(query("select repeat('a@b.c1 4111-', 87000) from generate_series(1, 20)")),
      )
      expect(found).toHaveLength(20)
    }, masking)
    expect(served).toBeGreaterThan(0)
    await masking.close()
  })

  it('by ever new statements leaves nothing behind that grows', async () => {
    const wire = await Wire.through(gateway)
    const texts = (from: number) =>
      Array.from({ length: 2_500 }, (__, at) => query(`select 1 as c${from + at}`))
    const grown: number[] = []
    for (let round = 0; round < 4; round++) {
      const sent = texts(round * 2_500)
      await wire.send(...sent)
      for (const ___ of sent) await wire.until('Z')
      grown.push(process.memoryUsage().heapUsed)
    }
    // What is known of 10,000 statements does not cost more than what is known of 5,000.
    expect((grown[3] ?? 0) - (grown[1] ?? 0)).toBeLessThan(64 * MEGABYTE)
    wire.close()
  })
})
