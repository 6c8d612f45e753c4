import { randomUUID } from 'node:crypto'
import type { Catalogue } from '@sallyport/sql'
import { beforeAll, describe, expect, it } from 'vitest'
import type { GatewayCaller, Member, Services } from '../context'
import { type Console, TestOrganization, testConsole } from '../testing/console'
import { CONNECTION } from '../testing/story'

let services: Services
let organization: TestOrganization
let gateway: GatewayCaller
let agent: Member
let admin: Console
let connectionId: string

const table = (name: string, columns: string[]) => ({
  oid: 20_000 + name.length,
  schema: 'public',
  name,
  kind: 'table' as const,
  columns,
  definition: null,
})
const CATALOGUE: Catalogue = {
  database: 'shop',
  relations: [table('orders', ['id', 'total']), table('customers', ['id', 'email'])],
  functions: [],
}

/** A gateway that answers whoever asks for a catalogue. */
async function answerCatalogues(signal: AbortSignal): Promise<void> {
  const messages = await services.live.subscribe(signal)
  for await (const message of messages) {
    if (message.topic !== 'catalogue') continue
    const api = organization.as(gateway).gateway
    if (await api.takeCatalogue(message)) {
      await api.reportCatalogue({ id: message.id, catalogue: JSON.stringify(CATALOGUE) })
    }
  }
}

beforeAll(async () => {
  services = await testConsole()
  organization = await TestOrganization.create(services)
  gateway = await organization.gateway()
  admin = organization.as(await organization.person('admin'))
  agent = await organization.agent(null, ['agents'])
  const name = `shop-${randomUUID().slice(0, 8)}`
  connectionId = (await admin.connections.create({ ...CONNECTION, name })).id
  await admin.rules.create({ name: 'Agents read', groups: ['agents'], verbs: ['read'], effect: 'allow' })
  await admin.rules.create({
    name: 'Drops wait',
    verbs: ['drop'],
    effect: 'hold',
    message: 'A person looks first',
  })
  await admin.rules.create({
    name: 'No customers',
    groups: ['agents'],
    verbs: ['read'],
    resources: ['shop.public.customers'],
    effect: 'deny',
    mode: 'observe',
  })
  const ending = new AbortController()
  void answerCatalogues(ending.signal)
  return () => ending.abort()
})

const asAgent = () => ({ connectionId, who: { identityId: agent.id } })

describe('trying a statement', () => {
  it('says what it does, what is decided, by which rule, and why the others did not', async () => {
    const tried = await admin.rules.tryStatement({ ...asAgent(), statement: 'drop table orders' })
    expect(tried).toMatchObject({ isOpen: true, catalogueProblem: null, who: { name: agent.name } })
    const [statement] = tried.statements
    expect(statement).toMatchObject({
      kind: 'DropStmt',
      effect: 'hold',
      rule: { name: 'Drops wait', message: 'A person looks first' },
    })
    const [operation] = statement?.operations ?? []
    expect(operation?.operation).toMatchObject({ verb: 'drop', resource: 'shop.public.orders' })
    expect(operation?.rules.map(({ name, covers, decides }) => [name, covers, decides])).toEqual([
      ['Drops wait', true, true],
      ['Agents read', false, false],
      ['No customers', false, false],
    ])
    expect(operation?.rules[1]?.reason).toContain('drop')
  })

  it('resolves names as the target does, and says the rules that only observe', async () => {
    const tried = await admin.rules.tryStatement({ ...asAgent(), statement: 'select * from customers' })
    expect(tried.statements[0]).toMatchObject({ effect: 'allow', observed: ['No customers'] })
    const other = await admin.rules.tryStatement({ ...asAgent(), statement: 'select id from orders' })
    expect(other.statements[0]).toMatchObject({ effect: 'allow', observed: [] })
  })

  it('decides as if a draft were saved, in place of the rule that it changes', async () => {
    const { items } = await admin.rules.list()
    const hold = items.find(({ name }) => name === 'Drops wait')
    const draft = { name: 'Drops wait', verbs: ['drop'], effect: 'deny' } as const
    const statement = 'drop table orders'
    const inPlace = await admin.rules.tryStatement({
      ...asAgent(),
      statement,
      draft,
      draftOf: hold?.id,
    })
    expect(inPlace.statements[0]?.effect).toBe('deny')
    const off = { ...draft, enabled: false }
    const without = await admin.rules.tryStatement({ ...asAgent(), statement, draft: off, draftOf: hold?.id })
    expect(without.statements[0]).toMatchObject({ effect: 'deny', rule: null })
  })

  it('answers for somebody who is only described', async () => {
    const who = { kind: 'person', groups: [] } as const
    const tried = await admin.rules.tryStatement({ connectionId, who, statement: 'select 1 from orders' })
    expect(tried.statements[0]).toMatchObject({ effect: 'deny', rule: null })
  })

  it('takes apart what several statements do', async () => {
    const tried = await admin.rules.tryStatement({
      ...asAgent(),
      statement: 'select 1; /* tidy */ drop table orders',
    })
    expect(tried.statements.map(({ effect }) => effect)).toEqual(['allow', 'hold'])
  })

  it('says where a text cannot be read', async () => {
    await expect(admin.rules.tryStatement({ ...asAgent(), statement: 'selec 1' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  it('is refused for people whom the caller may not see', async () => {
    const engineer = organization.as(await organization.person('engineer'))
    await expect(engineer.rules.tryStatement({ ...asAgent(), statement: 'select 1' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('the names of a connection', () => {
  it('are the target’s own, as a gateway read them', async () => {
    const names = await admin.connections.catalogue({ id: connectionId })
    expect(names).toMatchObject({ database: 'shop', problem: null })
    expect(names.relations.map(({ name, columns }) => [name, columns])).toEqual([
      ['orders', ['id', 'total']],
      ['customers', ['id', 'email']],
    ])
  })

  it('are reported by the gateway that took the request, and by no other', async () => {
    const second = organization.as(await organization.gateway()).gateway
    await expect(second.reportCatalogue({ id: connectionId, catalogue: null })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect(await second.takeCatalogue({ id: connectionId })).toBeNull()
  })
})
