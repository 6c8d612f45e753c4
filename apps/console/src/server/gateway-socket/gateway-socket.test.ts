import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  BackOff,
  bootstrap,
  createCaller,
  createCredential,
  createRecordingKey,
  DirectoryStore,
  encodeFrame,
  type GatewayCaller,
  LiveHub,
  RecordingIngest,
  readRecording,
  Sealer,
} from '@sallyport/api'
import { connectDb } from '@sallyport/db'
import { Chain } from '@sallyport/recording'
import { type TestDatabase, testDatabase } from '@sallyport/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { ConsoleServices } from '../services'
import type { ToGateway } from './messages'
import { type GatewayUpgrades, gatewayUpgrades } from './upgrade'

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest()
const credential = createCredential()

let database: TestDatabase
let folder: string
let services: ConsoleServices
let server: Server
let upgrades: GatewayUpgrades
let gateway: GatewayCaller
let agentId: string
let connectionId: string

beforeAll(async () => {
  database = await testDatabase()
  folder = await mkdtemp(join(tmpdir(), 'sallyport-socket-'))
  const db = connectDb(database.url)
  const masterKey = randomBytes(32)
  const { organizationId } = await bootstrap(db, { masterKey, gateway: { credential } })
  const row = await db.gateway.findFirstOrThrow()
  gateway = { type: 'gateway', id: row.id, name: row.name, organizationId }
  agentId = (await db.identity.create({ data: { organizationId, kind: 'agent', name: 'a', role: 'agent' } }))
    .id
  const shop = { name: 'shop', host: 'h', port: 1, database: 'd', username: 'u' }
  const sealedPassword = new Uint8Array()
  connectionId = (await db.connection.create({ data: { ...shop, organizationId, sealedPassword } })).id
  const store = new DirectoryStore(folder)
  const sealer = new Sealer({ db, masterKey, store }, () => undefined)
  const settings = {
    consoleUrl: 'http://localhost:3000',
    gatewayPostgres: 'localhost:1',
    gatewayMcp: 'http://localhost:2/mcp',
    allowedHosts: [],
  }
  const live = new LiveHub(database.url)
  const ingest = new RecordingIngest(db, masterKey, sealer)
  services = { db, masterKey, live, settings, store, sealer, ingest, backOff: new BackOff() }
  upgrades = gatewayUpgrades(services)
  server = createServer()
  server.on('upgrade', (request, socket, head) => void upgrades.upgrade(request, socket, head))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(async () => {
  upgrades.close()
  server.close()
  await services.live.close()
  await services.db.$disconnect()
  await database.drop()
  await rm(folder, { recursive: true })
})

function connect(token: string | null = credential): WebSocket {
  const { port } = server.address() as AddressInfo
  const headers = token === null ? {} : { Authorization: `Bearer ${token}` }
  return new WebSocket(`ws://127.0.0.1:${port}/ws/gateway`, { headers })
}

/** A gateway's end: what it was told, in order. */
class Peer {
  readonly socket: WebSocket
  readonly #told: ToGateway[] = []
  #wake: () => void = () => undefined

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data: Buffer) => {
      this.#told.push(JSON.parse(data.toString('utf8')) as ToGateway)
      this.#wake()
    })
  }

  async next(type: ToGateway['type']): Promise<ToGateway> {
    for (;;) {
      const at = this.#told.findIndex((message) => message.type === type)
      const [found] = at < 0 ? [] : this.#told.splice(at, 1)
      if (found) return found
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

let peer: Peer
let sessionId: string

beforeEach(async () => {
  sessionId = randomUUID()
  await services.db.session.create({
    data: {
      id: sessionId,
      organizationId: gateway.organizationId,
      identityId: agentId,
      identityKind: 'agent',
      identityName: 'a',
      connectionId,
      connectionName: 'shop',
      gatewayId: gateway.id,
      protocol: 'postgres',
      clientAddress: '',
      startedAt: new Date(),
      sealedKey: createRecordingKey(services.masterKey, sessionId),
    },
  })
  peer = new Peer(connect())
  await once(peer.socket, 'open')
})
afterEach(async () => {
  peer.socket.terminate()
  await services.db.session.update({ where: { id: sessionId }, data: { endedAt: new Date() } })
})

const end = (reason: string) => ({ type: 'session-end', at: Date.now(), reason }) as const
async function stored(): Promise<Buffer> {
  const { recordingBytes } = await services.db.session.findUniqueOrThrow({ where: { id: sessionId } })
  const chunks: Buffer[] = []
  for await (const chunk of readRecording(services, sessionId, 0, Number(recordingBytes))) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('the gateway’s connection', () => {
  it.each([
    ['no credential', null],
    ['a person’s token', 'eyJhbGciOiJFZERTQSJ9.e30.AAAA'],
    ['an unknown credential', createCredential()],
  ])('is refused with %s', async (_, token) => {
    const socket = connect(token)
    const [error] = await once(socket, 'error')
    expect(String(error)).toContain('401')
  })

  it('is refused to a page in a browser, whatever it knows', async () => {
    const { port } = server.address() as AddressInfo
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/gateway`, {
      headers: { Authorization: `Bearer ${credential}` },
      origin: 'https://evil.example',
    })
    const [error] = await once(socket, 'error')
    expect(String(error)).toContain('403')
  })

  it('acknowledges what is stored', async () => {
    const records = new Chain(sha256).append(end('left'))
    peer.socket.send(encodeFrame({ sessionId, offset: 0, records }))
    expect(await peer.next('ack')).toEqual({ type: 'ack', sessionId, bytes: records.length })
    expect(await stored()).toEqual(Buffer.from(records))
  })

  it('says where to go on', async () => {
    peer.socket.send(JSON.stringify({ type: 'resume', sessionId }))
    const head = Buffer.alloc(32).toString('base64')
    expect(await peer.next('stored')).toEqual({ type: 'stored', sessionId, bytes: 0, events: 0, head })
  })

  it('takes nothing while too much waits for the store, and goes on by itself', async () => {
    const chain = new Chain(sha256)
    const [first, second] = [chain.append(end('one')), chain.append(end('two'))]
    let hasRoom = false
    const { ingest } = services
    vi.spyOn(ingest, 'hasRoom').mockImplementation(async () => hasRoom)
    peer.socket.send(encodeFrame({ sessionId, offset: 0, records: first }))
    // The connection serves everything else meanwhile.
    peer.socket.send(JSON.stringify({ type: 'resume', sessionId }))
    expect(await peer.next('stored')).toMatchObject({ bytes: 0 })
    expect((await stored()).length).toBe(0)
    hasRoom = true
    expect(await peer.next('stored')).toMatchObject({ sessionId, bytes: 0 })
    vi.restoreAllMocks()
    peer.socket.send(encodeFrame({ sessionId, offset: 0, records: Buffer.concat([first, second]) }))
    expect(await peer.next('ack')).toMatchObject({ bytes: first.length + second.length })
  })

  it('takes many frames at once, in order, and answers each', async () => {
    const chain = new Chain(sha256)
    const pieces = Array.from({ length: 200 }, (_, number) =>
      chain.append({
        type: 'output',
        at: 0,
        statement: 1,
        rows: 1,
        masked: 0,
        payload: randomBytes(number * 50),
      }),
    )
    let offset = 0
    for (const records of pieces) {
      peer.socket.send(encodeFrame({ sessionId, offset, records }))
      offset += records.length
    }
    for (const _ of pieces) await peer.next('ack')
    expect(await stored()).toEqual(Buffer.concat(pieces))
  })

  it('refuses a tampered record in words, and keeps serving', async () => {
    const records = Buffer.from(new Chain(sha256).append(end('left')))
    records.writeUInt8(records.readUInt8(10) ^ 1, 10)
    peer.socket.send(encodeFrame({ sessionId, offset: 0, records }))
    expect(await peer.next('refused')).toMatchObject({ sessionId, code: 'PROTOCOL_VIOLATION' })
    peer.socket.send(JSON.stringify({ type: 'resume', sessionId }))
    expect(await peer.next('stored')).toMatchObject({ bytes: 0 })
  })

  it('refuses the records of a session that it does not know', async () => {
    const unknown = randomUUID()
    peer.socket.send(JSON.stringify({ type: 'resume', sessionId: unknown }))
    expect(await peer.next('refused')).toMatchObject({ sessionId: unknown, code: 'NOT_FOUND' })
  })

  it.each(['not json', '{"type":"unknown"}', '{"type":"resume","sessionId":"../../etc"}'])(
    'ends after %s',
    async (text) => {
      peer.socket.send(text)
      const [code] = await once(peer.socket, 'close')
      expect(code).toBe(1011)
    },
  )

  it('ends after a message that is too large', async () => {
    peer.socket.send(Buffer.alloc(5 * 1024 * 1024))
    const [code] = await once(peer.socket, 'close')
    expect(code).toBe(1009)
  })

  it('refuses a frame by the length that it claims, and agrees on no compression', async () => {
    const { port } = server.address() as AddressInfo
    const asked = get({
      port,
      host: '127.0.0.1',
      path: '/ws/gateway',
      headers: {
        Authorization: `Bearer ${credential}`,
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
        'Sec-WebSocket-Extensions': 'permessage-deflate',
      },
    })
    const [response, socket] = await once(asked, 'upgrade')
    expect(response.headers['sec-websocket-extensions']).toBeUndefined()
    // A binary frame of a gigabyte, masked: its header, and nothing of it.
    socket.write(Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4]))
    const closed = Buffer.from([0x88, 2, 1009 >> 8, 1009 & 0xff])
    let received = Buffer.alloc(0)
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk])
      if (received.includes(closed)) break
    }
    expect(received.includes(closed)).toBe(true)
  })

  it('notes what the gateway says of itself', async () => {
    const status = { type: 'status', version: '0.1.0', policyVersion: 7, liveSessions: [sessionId] }
    peer.socket.send(JSON.stringify(status))
    peer.socket.send(JSON.stringify({ type: 'resume', sessionId }))
    await peer.next('stored') // messages are taken in order
    const row = await services.db.gateway.findUniqueOrThrow({ where: { id: gateway.id } })
    expect(row).toMatchObject({ version: '0.1.0', policyVersion: 7, lastSeenAt: expect.any(Date) })
  })

  it('begins with the policy’s version, and hears of each change', async () => {
    const first = await peer.next('policy')
    expect(first).toEqual({ type: 'policy', version: 1 })
    const member = {
      type: 'member',
      id: agentId,
      name: 'admin',
      email: null,
      role: 'admin',
      groups: [],
      organizationId: gateway.organizationId,
      organizationName: 'x',
      consoleSessionId: null,
      tokenScope: null,
    } as const
    const api = createCaller({ ...services, caller: member })
    await api.rules.create({ name: 'reads', effect: 'allow' })
    expect(await peer.next('policy')).toEqual({ type: 'policy', version: 2 })
    await api.sessions.end({ id: sessionId })
    expect(await peer.next('end-session')).toEqual({
      type: 'end-session',
      sessionId,
      reason: 'ended by admin',
    })
  })

  it('is told when it connects which sessions are to end', async () => {
    peer.socket.terminate()
    await services.db.session.update({
      where: { id: sessionId },
      data: { endRequested: 'you left the group' },
    })
    const late = new Peer(connect())
    const told = { type: 'end-session', sessionId, reason: 'you left the group' }
    expect(await late.next('end-session')).toEqual(told)
    late.socket.terminate()
  })
})
