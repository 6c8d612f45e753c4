import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectDb, type Db } from '@sallyport/db'
import { testDatabase } from '@sallyport/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DemoFile } from './demo-file'
import { type DemoSettings, setUpDemo } from './set-up-demo'
import { MASKING_RULES, RULES } from './story'

let settings: DemoSettings
let db: Db
let first: DemoFile
let undo: () => Promise<void>
beforeAll(async () => {
  const data = await mkdtemp(join(tmpdir(), 'sallyport-demo-'))
  const { url, drop } = await testDatabase()
  settings = {
    data,
    databaseUrl: url,
    masterKey: randomBytes(32).toString('base64'),
    gatewayToken: `sp_gw_${randomBytes(32).toString('hex')}`,
    consoleUrl: 'http://localhost:3000',
    gatewayPostgres: { host: 'localhost', port: 15432 },
    gatewayMcp: 'http://localhost:15433/mcp',
    target: { host: '127.0.0.1', port: 5701, database: 'shop', username: 'shop_app', password: 'secret' },
  }
  db = connectDb(url)
  first = await setUpDemo(settings)
  undo = async () => {
    await db.$disconnect()
    await drop()
    await rm(data, { recursive: true })
  }
})
afterAll(() => undo())

const counts = () =>
  Promise.all([db.rule.count(), db.maskingRule.count(), db.identity.count(), db.connection.count()])

describe('setUpDemo', () => {
  it('makes the people, the agent, the rules and the connection', async () => {
    expect(first.people.map(({ email, role }) => [email, role])).toEqual([
      ['ada@example.com', 'admin'],
      ['alan@example.com', 'approver'],
      ['rita@example.com', 'reviewer'],
      ['erin@example.com', 'engineer'],
    ])
    expect(await counts()).toEqual([RULES.length, MASKING_RULES.length, 5, 1])
    const agent = await db.identity.findFirst({
      where: { kind: 'agent' },
      include: { owner: true, groups: true },
    })
    expect(agent).toMatchObject({
      name: 'reporting-agent',
      owner: { name: 'Erin Engineer' },
      groups: [{ name: 'agents' }],
    })
    expect(await db.gateway.count()).toBe(1)
  })

  it('keeps its secrets to its owner, and the target password out of what is printed', async () => {
    expect((await stat(join(settings.data, 'demo-state.json'))).mode & 0o777).toBe(0o600)
    expect(JSON.stringify(first)).not.toContain('"secret"')
  })

  it('gives a token of 24 hours, another one at each start, and the same passwords', async () => {
    const second = await setUpDemo(settings)
    expect(second.agent.token).not.toBe(first.agent.token)
    expect(second.people).toEqual(first.people)
    const newest = await db.token.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
    const hours = (newest.expiresAt.getTime() - newest.createdAt.getTime()) / 3_600_000
    expect(Math.round(hours)).toBe(24)
  })

  it('leaves alone what people changed or removed', async () => {
    await db.rule.deleteMany({ where: { effect: 'deny' } })
    await db.rule.updateMany({ where: { effect: 'hold' }, data: { holdSeconds: 77 } })
    await db.maskingRule.updateMany({ data: { enabled: false } })
    await setUpDemo(settings)
    expect(await counts()).toEqual([RULES.length - 1, MASKING_RULES.length, 5, 1])
    expect(await db.rule.count({ where: { holdSeconds: 77 } })).toBe(2)
    expect(await db.maskingRule.count({ where: { enabled: true } })).toBe(0)
  })

  it('follows its target to another port, unless people pointed the connection elsewhere', async () => {
    const port = async () => (await db.connection.findFirstOrThrow()).port
    await setUpDemo({ ...settings, target: { ...settings.target, port: 5702 } })
    expect(await port()).toBe(5702)
    await db.connection.updateMany({ data: { port: 6432 } })
    await setUpDemo({ ...settings, target: { ...settings.target, port: 5703 } })
    expect(await port()).toBe(6432)
  })

  it('goes on without a token when the agent was disabled', async () => {
    await db.identity.updateMany({ where: { kind: 'agent' }, data: { disabledAt: new Date() } })
    expect((await setUpDemo(settings)).agent.token).toBe('')
  })
})
