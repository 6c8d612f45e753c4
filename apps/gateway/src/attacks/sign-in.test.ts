import { once } from 'node:events'
import { connect } from 'node:net'
import { VERBS } from '@sallyport/core'
import { type TestTarget, testTarget } from '@sallyport/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cstring, int32, message } from '../protocols/postgres/codec/write'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import {
  bind,
  errorCode,
  execute,
  parse,
  query,
  type Reply,
  rows,
  startup,
  sync,
  types,
  Wire,
} from './wire.fixture'

let target: TestTarget
let gateway: TestGateway

beforeAll(async () => {
  target = await testTarget()
  gateway = await startGateway(target, { rules: [rule('everything', 'allow')] })
})

afterAll(async () => {
  await gateway.close()
  await target.drop()
})

/** The first packet with a minor version of protocol 3. */
function startupOf(minor: number, settings: Readonly<Record<string, string>> = {}): Buffer {
  const packet = startup({ user: 'agent', database: 'shop', ...settings })
  packet.writeUInt32BE((3 << 16) + minor, 4)
  return packet
}

async function signIn(packet: Buffer): Promise<{ wire: Wire; first: Reply[]; ready: Reply[] }> {
  const wire = Wire.raw(gateway)
  await wire.send(packet)
  const first = await wire.until('R')
  const ready = await wire.ask(message('p', cstring(gateway.address.password)))
  return { wire, first, ready }
}

const keyOf = (replies: readonly Reply[]) => replies.find(({ type }) => type === 'K')?.body ?? Buffer.alloc(0)

/** CancelRequest on a connection of its own; resolves when the gateway has closed it. */
async function cancel(key: Buffer): Promise<void> {
  const socket = connect(gateway.address.port, gateway.address.host)
  socket.on('error', () => undefined).resume()
  socket.write(Buffer.concat([int32(8 + key.length), int32(80877102), key]))
  await once(socket, 'close')
}

describe('the protocol version', () => {
  it('3.0 has cancel keys of 4 bytes, and nothing to negotiate', async () => {
    const { first, ready } = await signIn(startupOf(0))
    expect(types(first)).toBe('R')
    expect(keyOf(ready)).toHaveLength(8)
  })

  it('3.2 has cancel keys of 32 bytes, which cancel what runs', async () => {
    const { wire, first, ready } = await signIn(startupOf(2))
    expect(types(first)).toBe('R')
    expect(keyOf(ready)).toHaveLength(36)
    const { wire: other } = await signIn(startupOf(0))
    await wire.send(query('select pg_sleep(30)'))
    const isRunning = query(
      "select count(*) from pg_stat_activity where query = 'select pg_sleep(30)' and state = 'active'",
    )
    while (rows(await other.ask(isRunning))[0]?.[0] === '0');
    await cancel(keyOf(ready))
    expect(errorCode(await wire.until('Z'))).toBe('57014')
  })

  it.each([
    ['a later minor', startupOf(9999), []],
    ['an option that we do not speak', startupOf(2, { '_pq_.future': 'on' }), ['_pq_.future']],
  ])('%s is negotiated down to 3.2', async (_, packet, options) => {
    const { first, ready } = await signIn(packet)
    expect(types(first)).toBe('vR')
    const body = first[0]?.body ?? Buffer.alloc(8)
    expect([body.readUInt32BE(0), body.readUInt32BE(4)]).toEqual([(3 << 16) + 2, options.length])
    expect(body.subarray(8).toString()).toBe(options.map(cstring).join(''))
    expect(types(ready)).toMatch(/Z$/)
  })
})

describe('who it is', () => {
  it.each(['postgres', '', "o'brien", 'line\nbreak', '"quoted"'])(
    'comes from the token, not from the user name %j',
    async (user) => {
      const { wire } = await signIn(startupOf(0, { user }))
      expect(rows(await wire.ask(query('select current_user')))).toEqual([[target.username]])
      const start = gateway.events().findLast((event) => event.type === 'session-start')
      expect(start?.type === 'session-start' && start.identity.name).toBe('agent')
    },
  )

  it.each([
    ['no database', startup({ user: 'agent' })],
    ['an empty one', startup({ user: 'agent', database: '' })],
  ])('is refused with %s: the user name does not stand in for it', async (_, packet) => {
    const wire = Wire.raw(gateway)
    await wire.send(packet)
    expect(errorCode(await wire.until('E'))).toBe('3D000')
    expect(await wire.next()).toBeNull()
  })

  it.each([
    ['a token of 60 KB', 60_000, '28P01'],
    ['one of 10 MB', 10_000_000, '08P01'],
  ])('is refused for %s', async (_, size, code) => {
    const wire = Wire.raw(gateway)
    await wire.send(startupOf(0))
    await wire.until('R')
    void wire.send(message('p', cstring('x'.repeat(size))))
    expect(errorCode(await wire.until('E'))).toBe(code)
  })
})

describe('cancel keys', () => {
  it('cannot be guessed: after twenty wrong ones nothing of that address is looked up', async () => {
    const guessed = await startGateway(target, { rules: [rule('everything', 'allow')] })
    const wire = Wire.raw(guessed)
    await wire.send(startupOf(0))
    await wire.until('R')
    const key = keyOf(await wire.ask(message('p', cstring(guessed.address.password))))
    await wire.send(query('select pg_sleep(3), 1 as done'))
    const attempt = async (secret: Buffer) => {
      const socket = connect(guessed.address.port, guessed.address.host)
      socket.on('error', () => undefined).resume()
      socket.write(Buffer.concat([int32(8 + secret.length), int32(80877102), secret]))
      await once(socket, 'close')
    }
    for (let guess = 0; guess < 20; guess++) await attempt(Buffer.concat([key.subarray(0, 4), int32(guess)]))
    await attempt(key)
    expect(rows(await wire.until('Z'))).toEqual([['', '1']])
    await guessed.close()
  })
})

describe('floods', () => {
  it('many portals and statements end in a limit, not in memory', async () => {
    const { wire } = await signIn(startupOf(0))
    const many = Array.from({ length: 10_001 }, (_, at) => parse(`s${at}`, 'select 1'))
    expect(errorCode(await wire.ask(...many, sync))).toBe('54000')
    expect(rows(await wire.ask(query('select 1')))).toEqual([['1']])
  })

  it('a pipeline of 30,000 statements before one Sync is answered whole', async () => {
    const { wire } = await signIn(startupOf(0))
    await wire.ask(parse('one', 'select 1'), sync)
    const statements = Array.from({ length: 30_000 }, () => [bind('', 'one'), execute()]).flat()
    const answers = await wire.ask(...statements, sync)
    expect(answers.filter(({ type }) => type === 'C')).toHaveLength(30_000)
  })

  it('a hundred thousand notices pass, and the session goes on', async () => {
    const everything = await startGateway(target, {
      rules: [rule('everything', 'allow', { verbs: VERBS })],
    })
    const wire = await Wire.through(everything)
    const storm = "do $$ begin for i in 1..100000 loop raise notice 'n %', i; end loop; end $$"
    expect((await wire.ask(query(storm))).filter(({ type }) => type === 'N')).toHaveLength(100_000)
    expect(rows(await wire.ask(query('select 1')))).toEqual([['1']])
    await everything.close()
  })

  it('connections that say nothing are closed, and a client that speaks is served meanwhile', async () => {
    const silent = Array.from({ length: 300 }, () => connect(gateway.address.port, gateway.address.host))
    const closed = Promise.all(
      silent.map((socket) => once(socket.on('error', () => undefined).resume(), 'close')),
    )
    const { wire } = await signIn(startupOf(0))
    expect(rows(await wire.ask(query('select 1')))).toEqual([['1']])
    await closed
  })
})
