import { beforeAll, describe, expect, it } from 'vitest'
import { TestOrganization, testConsole } from '../testing/console'
import { openStory, type Story } from '../testing/story'

let organization: TestOrganization
let story: Story

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  story = await openStory(organization)
  const columns = ['id', 'email', 'name', '', 'state', 'ssn']
  const types = ['integer', 'text', 'text', '-', 'text', 'text']
  const details = types.map((type) => ({ type, typeOid: 25, typeModifier: -1, collation: null }))
  const table = (schema: string, name: string, kind = 'table') => ({
    oid: 1,
    schema,
    name,
    kind,
    columns,
    details,
    definition: null,
  })
  const wide = Array.from({ length: 130 }, (_, at) => `email_${at}`)
  await organization.db.connectionCatalogue.create({
    data: {
      connectionId: story.connectionId,
      organizationId: organization.id,
      readAt: new Date(),
      content: {
        database: 'shop',
        relations: [
          table('public', 'customers'),
          table('public', 'seen', 'view'),
          table('pg_catalog', 'pg_user'),
          { ...table('public', 'wide'), columns: wide, details: [] },
        ],
        functions: [],
      },
    },
  })
})

describe('proposals', () => {
  it('are columns of tables whose names say that they hold personal data', async () => {
    const { items, columns, masked } = await organization
      .as(story.admin)
      .maskingRules.proposals({ id: story.connectionId })
    expect(items.filter(({ column }) => column.includes('customers'))).toEqual([
      { column: 'shop.public.customers.email', type: 'text', dataClass: 'email' },
      { column: 'shop.public.customers.name', type: 'text', dataClass: 'name' },
      { column: 'shop.public.customers.ssn', type: 'text', dataClass: 'ssn' },
    ])
    expect([columns, masked]).toEqual([135, 0])
  })

  it('become one rule for each class, which grows, and are proposed no more', async () => {
    const admin = organization.as(story.admin).maskingRules
    const connectionId = story.connectionId
    const { items } = await admin.proposals({ id: connectionId })
    await admin.acceptProposals({
      connectionId,
      columns: [{ column: 'shop.public.customers.ssn', dataClass: 'ssn' }],
    })
    const emails = items.filter(({ dataClass }) => dataClass === 'email')
    const { rules } = await admin.acceptProposals({ connectionId, columns: emails })
    const { name: connection } = await organization.db.connection.findUniqueOrThrow({
      where: { id: connectionId },
    })
    expect(rules.map(({ name }) => name)).toEqual([`${connection}: email`, `${connection}: email 2`])
    const [first, second] = await Promise.all(rules.map(({ id }) => admin.get({ id })))
    expect([first?.columns.length, second?.columns.length]).toEqual([100, 31])
    expect(first).toMatchObject({ operator: 'partial', connections: [connection], enabled: true })
    const left = await admin.proposals({ id: connectionId })
    expect(left.items.map(({ dataClass }) => dataClass)).toEqual(['name'])
    expect(left.masked).toBe(132)
    const again = await admin.acceptProposals({ connectionId, columns: emails })
    expect(again.rules).toEqual([])
    expect((await admin.versions({ id: rules[1]?.id ?? '' })).items).toHaveLength(1)
  })
})
