import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Member } from '../context'
import { openStatementExport } from '../search/export-statements'
import { TestOrganization, testConsole } from '../testing/console'
import { openStory, type Story } from '../testing/story'
import { openExport, openRecording } from './open-recording'

let organization: TestOrganization
let story: Story
let reviewer: Member

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
})
beforeEach(async () => {
  story = await openStory(organization)
  reviewer = await organization.person('reviewer')
})

/** What the audit log says that the reviewer did. */
const did = async () => {
  const rows = await organization.db.auditEvent.findMany({
    where: { actorId: reviewer.id },
    orderBy: { at: 'asc' },
  })
  return rows.map(({ action }) => action)
}

interface Way {
  readonly name: string
  readonly action: string
  readonly go: () => Promise<unknown>
}
const api = () => organization.as(reviewer)
const WAYS: readonly Way[] = [
  {
    name: 'the player, from the beginning',
    action: 'recording.read',
    go: () => openRecording(organization.db, reviewer, story.sessionId, true),
  },
  {
    name: 'a part of the recording',
    action: 'recording.read',
    go: () => openRecording(organization.db, reviewer, story.sessionId, false),
  },
  {
    name: 'a session’s statements',
    action: 'recording.read',
    go: () => api().sessions.statements({ id: story.sessionId }),
  },
  {
    name: 'an export, which `sallyport verify` takes too',
    action: 'recording.export',
    go: () => openExport(organization.db, reviewer, story.sessionId),
  },
  {
    name: 'a search over statements',
    action: 'statement.search',
    go: () => api().statements.search({ table: 'customers' }),
  },
  {
    name: 'a search over sessions by words',
    action: 'statement.search',
    go: () => api().sessions.list({ search: 'customers' }),
  },
  {
    name: 'a search that was saved, which a page runs as any other',
    action: 'statement.search',
    go: async () => {
      await api().statements.saved()
      await api().statements.search({ table: 'orders' })
    },
  },
  {
    name: 'who read what',
    action: 'statement.search',
    go: () => api().statements.readers({ column: 'customers.email', access: 'read' }),
  },
]

describe('the audit log', () => {
  it.each(WAYS)('holds $name', async ({ action, go }) => {
    await go()
    if (action === 'statement.search') await go()
    expect(await did()).toEqual([action])
  })

  it('holds an export of statements as CSV', async () => {
    await openStatementExport(organization.db, reviewer, { table: 'customers' })
    expect(await did()).toContain('statement.export')
  })

  it('holds one look once, however often the page asks', async () => {
    const { statements } = api().sessions
    await statements({ id: story.sessionId })
    await statements({ id: story.sessionId })
    expect(await did()).toEqual(['recording.read'])
  })

  it('does not count a list that is looked at as it stands', async () => {
    await api().sessions.list({})
    await api().statements.search({})
    expect(await did()).toEqual([])
  })
})
