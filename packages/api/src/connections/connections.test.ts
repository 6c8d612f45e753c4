import { randomUUID } from 'node:crypto'
import { open } from '@sallyport/secrets'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Services } from '../context'
import { type Console, TestOrganization, testConsole } from '../testing/console'
import { CONNECTION } from '../testing/story'
import type { TestResult } from './schema'

let services: Services
let organization: TestOrganization
let admin: Console

beforeAll(async () => {
  services = await testConsole()
  organization = await TestOrganization.create(services)
  admin = organization.as(await organization.person('engineer'))
})

const name = () => `c-${randomUUID().slice(0, 8)}`
const withoutPassword = { ...CONNECTION, password: undefined }

describe('connections', () => {
  it('never give a password away, sealed or not', async () => {
    const password = `planted-${randomUUID()}`
    const created = await admin.connections.create({ ...CONNECTION, name: name(), password })
    const { sealedPassword } = await organization.db.connection.findUniqueOrThrow({
      where: { id: created.id },
      omit: { sealedPassword: false },
    })
    const answers = [
      created,
      await admin.connections.list({}),
      await admin.connections.get(created),
      await admin.connections.update({ ...CONNECTION, id: created.id, name: name(), password }),
      await admin.connections.howTo(created),
    ]
    const text = JSON.stringify(answers)
    expect(text).not.toContain(password)
    expect(text).not.toContain(Buffer.from(sealedPassword).toString('base64').slice(0, 20))
    expect(text.replaceAll('passwordReference', '')).not.toMatch(/sealed|password/i)
  })

  it('say which field a conflict is about', async () => {
    const { name: taken } = await admin.connections.create({ ...CONNECTION, name: name() })
    await expect(admin.connections.create({ ...CONNECTION, name: taken })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: `There is a connection named “${taken}” already`,
      cause: { field: 'name' },
    })
  })

  it.each(['has space', 'dotted.name', '', '-dash', 'x'.repeat(64), 'ünïcode'])(
    'refuse the name %j',
    async (bad) => {
      await expect(admin.connections.create({ ...CONNECTION, name: bad })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
      })
    },
  )

  it('keep their password when it is left out and still goes to the same place', async () => {
    const { id } = await admin.connections.create({ ...CONNECTION, name: name() })
    await admin.connections.update({ ...withoutPassword, id, name: name(), username: 'another' })
    const row = await organization.db.connection.findUniqueOrThrow({
      where: { id },
      omit: { sealedPassword: false },
    })
    const plaintext = open(services.masterKey, Buffer.from(row.sealedPassword), `connection:${id}`)
    expect(plaintext).toBe(CONNECTION.password)
  })

  it.each([
    ['host', { host: 'attacker.example.com' }],
    ['port', { port: 6666 }],
    ['tlsMode', { tlsMode: 'require' }],
  ] as const)('ask for the password again when %s changes', async (field, change) => {
    const created = await admin.connections.create({ ...CONNECTION, name: name() })
    const update = { ...withoutPassword, ...change, id: created.id, name: created.name }
    const refused = { message: `Give the password again: ${field} has changed` }
    await expect(admin.connections.update(update)).rejects.toMatchObject(refused)
    await expect(
      admin.connections.test({ ...withoutPassword, ...change, id: created.id }),
    ).rejects.toMatchObject(refused)
  })

  it('tell clients how to connect', async () => {
    const created = await admin.connections.create({ ...CONNECTION, name: name() })
    expect(await admin.connections.howTo(created)).toMatchObject({
      host: 'localhost',
      port: 15_432,
      database: created.name,
    })
  })

  it('end what runs over them when they are removed', async () => {
    const signal = new AbortController()
    const messages = await services.live.subscribe(signal.signal)
    const { id } = await admin.connections.create({ ...CONNECTION, name: name() })
    const gateway = await organization.gateway()
    const agent = await organization.agent()
    const sessionId = randomUUID()
    await organization.db.session.create({
      data: {
        id: sessionId,
        organizationId: organization.id,
        identityId: agent.id,
        identityName: agent.name,
        identityKind: 'agent',
        connectionId: id,
        connectionName: 'x',
        gatewayId: gateway.id,
        protocol: 'postgres',
        clientAddress: '',
        startedAt: new Date(),
      },
    })
    await admin.connections.remove({ id })
    for await (const message of messages) {
      if (message.topic !== 'end-session') continue
      expect(message).toMatchObject({
        id: sessionId,
        gatewayId: gateway.id,
        reason: 'the connection was removed',
      })
      signal.abort()
    }
  })
})

describe('a connection’s test', () => {
  /** Answers the next test as a gateway does, and says what it was given. */
  async function answerNext(result: TestResult) {
    const gateway = organization.as(await organization.gateway()).gateway
    const ended = new AbortController()
    for await (const message of await services.live.subscribe(ended.signal)) {
      if (message.topic !== 'test') continue
      const taken = await gateway.takeTest({ id: message.id })
      const again = await gateway.takeTest({ id: message.id })
      await gateway.finishTest({ id: message.id, result })
      ended.abort()
      return { taken, again, id: message.id }
    }
    throw new Error('no test came')
  }
  const GOOD = {
    ok: true,
    stage: 'ready',
    message: 'It works',
    hint: '',
    findings: [],
    serverVersion: '18.4',
    latencyMs: 3,
  } as const

  it('is done by one gateway, which alone can open the password', async () => {
    const answering = answerNext(GOOD)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await admin.connections.test(CONNECTION)).toEqual(GOOD)
    const { taken, again, id } = await answering
    expect(again).toBeNull()
    const sealed = Buffer.from(taken?.sealedPassword ?? '', 'base64')
    expect(open(services.masterKey, sealed, taken?.context ?? '')).toBe(CONNECTION.password)
    expect(taken?.context).toBe(`connection-test:${id}`)
    const row = await organization.db.connectionTest.findUniqueOrThrow({
      where: { id },
      omit: { sealedPassword: false },
    })
    expect(row.sealedPassword.length).toBe(0)
  })

  it('can try a stored password without anybody knowing it', async () => {
    const { id } = await admin.connections.create({ ...CONNECTION, name: name() })
    const answering = answerNext({ ...GOOD, ok: false, stage: 'authentication' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const result = await admin.connections.test({ ...withoutPassword, id })
    expect(result).toMatchObject({ ok: false, stage: 'authentication' })
    const { taken } = await answering
    expect(taken?.context).toBe(`connection:${id}`)
    const sealed = Buffer.from(taken?.sealedPassword ?? '', 'base64')
    expect(open(services.masterKey, sealed, taken?.context ?? '')).toBe(CONNECTION.password)
  })

  it('asks for a password when there is none to try', async () => {
    await expect(admin.connections.test(withoutPassword)).rejects.toThrow('Give the password')
  })

  it('is no other gateway’s to finish, nor another organization’s to take', async () => {
    const testing = admin.connections.test(CONNECTION).catch(() => undefined)
    const found = async () =>
      organization.db.connectionTest.findFirst({
        where: { takenById: null, organizationId: organization.id },
      })
    let test = await found()
    while (!test) test = await found()
    const { id } = test
    const elsewhere = await TestOrganization.create(services)
    const foreign = elsewhere.as(await elsewhere.gateway()).gateway
    expect(await foreign.takeTest({ id })).toBeNull()
    const taker = organization.as(await organization.gateway()).gateway
    const other = organization.as(await organization.gateway()).gateway
    await taker.takeTest({ id })
    await expect(other.finishTest({ id, result: GOOD })).rejects.toMatchObject({ code: 'CONFLICT' })
    await taker.finishTest({ id, result: GOOD })
    expect(await testing).toEqual(GOOD)
  })
})
