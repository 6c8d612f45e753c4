import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { type Console, TestOrganization, testConsole } from '../testing/console'
import { CONNECTION } from '../testing/story'

let organization: TestOrganization
let admin: Console

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  admin = organization.as(await organization.person('admin'))
  await organization.groups(['agents', 'dba'])
  await admin.rules.create({ name: 'everything', effect: 'allow' })
})

async function enter(connection: string): Promise<unknown> {
  const agent = await organization.agent()
  const gateway = organization.as(await organization.gateway()).gateway
  return gateway.openSession({
    sessionId: randomUUID(),
    subject: agent.id,
    tokenId: await organization.token(agent.id),
    connection,
    protocol: 'postgres',
    clientAddress: '',
    clientApplication: '',
  })
}

it('lets nobody in before the registration has ended, though a rule allows everything', async () => {
  const { id, closedAt } = await admin.connections.create({ ...CONNECTION, name: 'first', closed: true })
  expect(closedAt).toBeInstanceOf(Date)
  await expect(enter('first')).rejects.toThrow('The connection "first" is closed')
  await admin.connections.setUp({ id, packs: [], masking: [] })
  await expect(enter('first')).resolves.toBeDefined()
})

it('closes at once, and ends what runs', async () => {
  const { id } = await admin.connections.create({ ...CONNECTION, name: 'second' })
  await enter('second')
  await admin.connections.setClosed({ id, closed: true })
  const sessions = await organization.db.session.findMany({ where: { connectionId: id } })
  expect(sessions).toMatchObject([{ endRequested: 'the connection was closed' }])
  await expect(enter('second')).rejects.toThrow('is closed')
})

it('writes rules of its own, and leaves those that a pack wrote for another connection', async () => {
  await admin.packs.applyPack({ id: 'writes-wait', groups: [], connections: ['second'], approverGroups: [] })
  const { id } = await admin.connections.create({ ...CONNECTION, name: 'third', closed: true })
  await admin.connections.setUp({
    id,
    packs: [{ id: 'writes-wait', groups: ['agents'], approverGroups: ['dba'] }],
    masking: [{ dataClass: 'email', columns: ['shop.public.customers.email'] }],
  })
  const { items } = await admin.rules.list()
  expect(items.find(({ name }) => name === 'Writes wait for approval')).toMatchObject({
    connections: ['second'],
  })
  expect(items.find(({ name }) => name === 'Writes wait for approval (third)')).toMatchObject({
    connections: ['third'],
    groups: ['agents'],
    requirements: [{ group: 'dba', count: 1 }],
  })
  const masking = await admin.maskingRules.list()
  expect(masking.items.find(({ name }) => name === 'email columns (third)')).toMatchObject({
    connections: ['third'],
    columns: ['shop.public.customers.email'],
    operator: 'partial',
  })
})

it('stays closed when a rule cannot be written', async () => {
  const { id } = await admin.connections.create({ ...CONNECTION, name: 'fourth', closed: true })
  const packs = [{ id: 'no-ddl' as const, groups: ['no such group'], approverGroups: [] }]
  await expect(admin.connections.setUp({ id, packs, masking: [] })).rejects.toThrow('no such group')
  expect((await admin.connections.get({ id })).closedAt).toBeInstanceOf(Date)
})
