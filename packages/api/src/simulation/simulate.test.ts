import { randomUUID } from 'node:crypto'
import type { Operation } from '@sallyport/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { operationSetId, storeOperationSets } from '../recordings/operation-sets'
import { type Console, TestOrganization, testConsole } from '../testing/console'
import { openStory, type Story } from '../testing/story'

let story: Story
let admin: Console
let organization: TestOrganization
let number = 0

const orders = (verb: Operation['verb'], conditions: Operation['conditions'] = []): Operation => ({
  verb,
  resource: 'shop.public.orders',
  conditions,
})

async function record(
  count: number,
  operations: readonly Operation[] | null,
  at = new Date(),
): Promise<void> {
  const { db, id } = organization
  const setId = operations && operationSetId(id, operations)
  if (operations && setId) await storeOperationSets(db, id, new Map([[setId, operations]]))
  await db.statement.createMany({
    data: Array.from({ length: count }, () => {
      number += 1
      const text = `statement ${number}`
      return {
        sessionId: story.sessionId,
        number,
        at,
        text,
        effect: 'allow',
        status: 'done',
        operationSetId: setId,
      }
    }),
  })
}

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  story = await openStory(organization) // and with it a rule that holds drops
  admin = organization.as(story.admin)
  await admin.rules.create({ name: 'Reads', verbs: ['read', 'delete'], effect: 'allow' })
  await record(5, [orders('read')])
  await record(3, [orders('delete', ['no-where'])])
  await record(2, [orders('delete')])
  await record(1, [orders('drop')])
  await record(4, null)
  await record(7, [orders('delete')], new Date(Date.now() - 20 * 24 * 3_600_000))
})

describe('the time machine', () => {
  it('counts what a new rule would have held, by whom, with one to look at', async () => {
    const draft = { name: 'No', verbs: ['delete'], conditions: ['no-where'], effect: 'hold' } as const
    const result = await admin.rules.simulate({ days: 7, draft })
    expect(result).toMatchObject({
      statements: 15,
      skipped: 4,
      newlyHeld: 3,
      newlyDenied: 0,
      newlyAllowed: 0,
      unlisted: 0,
    })
    expect(result.changes).toEqual([
      {
        before: { effect: 'allow', rule: 'Reads' },
        after: { effect: 'hold', rule: 'No' },
        identity: { id: story.agent.id, name: story.agent.name, kind: 'agent' },
        connection: expect.stringMatching(/^shop-/),
        operations: [orders('delete', ['no-where'])],
        count: 3,
        lastAt: expect.any(Date),
        example: { sessionId: story.sessionId, number: 8, text: 'statement 8' },
      },
    ])
  })

  it('counts what is refused without a rule, and what another makes allowed', async () => {
    const reads = (await admin.rules.list()).items.find(({ name }) => name === 'Reads')
    const without = await admin.rules.simulate({ days: 7, draft: null, draftOf: reads?.id })
    expect(without).toMatchObject({ newlyDenied: 10, newlyHeld: 0, newlyAllowed: 0 })
    const draft = { name: 'x', verbs: ['drop'], effect: 'allow' } as const
    const allowed = await admin.rules.simulate({ days: 7, draft, draftOf: story.ruleId })
    expect(allowed).toMatchObject({ newlyAllowed: 1, newlyHeld: 0, newlyDenied: 0 })
  })

  it('goes as far back as it is asked to', async () => {
    const draft = { name: 'No deletes', verbs: ['delete'], effect: 'deny' } as const
    expect(await admin.rules.simulate({ days: 7, draft })).toMatchObject({ newlyDenied: 5 })
    expect(await admin.rules.simulate({ days: 30, draft })).toMatchObject({ newlyDenied: 12 })
  })

  it('looks at the hour of each statement where a rule asks for it', async () => {
    const before = new Date(Date.now() - 3_600_000).toISOString().slice(11, 16)
    const after = new Date(Date.now() + 3_600_000).toISOString().slice(11, 16)
    const days = [1, 2, 3, 4, 5, 6, 7]
    const draft = { name: 'Hours', verbs: ['delete'], effect: 'deny' } as const
    const now = { timeZone: 'UTC', days, from: before, to: after }
    expect(await admin.rules.simulate({ days: 7, draft: { ...draft, outsideHours: now } })).toMatchObject({
      newlyDenied: 0,
    })
    const other = { timeZone: 'UTC', days, from: after, to: before }
    expect(await admin.rules.simulate({ days: 7, draft: { ...draft, outsideHours: other } })).toMatchObject({
      newlyDenied: 5,
    })
  })

  it('tells nothing of another organization', async () => {
    const stranger = await TestOrganization.create(organization.services)
    const api = stranger.as(await stranger.person('admin'))
    const draft = { name: randomUUID(), effect: 'allow' } as const
    expect(await api.rules.simulate({ days: 90, draft })).toMatchObject({ statements: 0, changes: [] })
  })
})
