import { beforeAll, expect, it } from 'vitest'
import { TestOrganization, testConsole } from '../testing/console'
import { openStory, type Story } from '../testing/story'

let story: Story

beforeAll(async () => {
  story = await openStory(await TestOrganization.create(await testConsole()))
})

const as = async (role: 'admin' | 'approver' | 'engineer', text: string) =>
  story.organization.as(await story.organization.person(role)).finder.find({ text })

it('finds by a part of the name, whatever its case', async () => {
  const { connections, identities, sessions } = await as('admin', 'SHOP-')
  expect(connections).toMatchObject([{ id: story.connectionId }])
  expect(sessions).toMatchObject([{ id: story.sessionId, live: true }])
  expect(identities).toEqual([])
  expect((await as('admin', story.agent.name.slice(2, 20))).identities).toMatchObject([
    { id: story.agent.id },
  ])
})

it('shows nobody what their role does not read', async () => {
  expect(await as('approver', story.agent.name)).toMatchObject({ identities: [], sessions: [] })
  expect(await as('engineer', 'shop-')).toMatchObject({ sessions: [] })
})

it('takes signs of LIKE as they are', async () => {
  expect((await as('admin', '%')).connections).toEqual([])
})
