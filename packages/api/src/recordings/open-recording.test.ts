import { beforeAll, describe, expect, it } from 'vitest'
import type { Caller } from '../context'
import { TestOrganization, testConsole } from '../testing/console'
import { openStory, type Story } from '../testing/story'
import { openRecording } from './open-recording'

let story: Story

beforeAll(async () => {
  story = await openStory(await TestOrganization.create(await testConsole()))
})

const open = (caller: Caller | null, isBeginning = true) =>
  openRecording(story.organization.db, caller, story.sessionId, isBeginning)
const looks = () =>
  story.organization.db.auditEvent.count({ where: { action: 'recording.read', subjectId: story.sessionId } })

describe('openRecording', () => {
  it('lets a reviewer see a session of the organization', async () => {
    const reviewer = await story.organization.person('reviewer')
    expect(await open(reviewer)).toMatchObject({ id: story.sessionId, recordingBytes: 0n })
  })

  it('writes down each look, and one look once however often the player asks for more', async () => {
    const reviewer = await story.organization.person('reviewer')
    const before = await looks()
    await open(reviewer, true)
    await open(reviewer, false)
    await open(reviewer, false)
    expect(await looks()).toBe(before + 1)
    await open(reviewer, true)
    expect(await looks()).toBe(before + 2)
  })

  it('writes down a look that begins in the middle', async () => {
    const reviewer = await story.organization.person('reviewer')
    const before = await looks()
    await open(reviewer, false)
    expect(await looks()).toBe(before + 1)
  })

  it.each(['approver', 'engineer'] as const)('refuses the role %s', async (role) => {
    await expect(open(await story.organization.person(role))).rejects.toMatchObject({ code: 'DENIED' })
  })

  it('refuses nobody’s and a gateway’s request', async () => {
    await expect(open(null)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    await expect(open(story.gateway)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('refuses a token for databases, whose ever it is', async () => {
    const reviewer = await story.organization.person('reviewer')
    const asked = open({ ...reviewer, consoleSessionId: null, tokenScope: 'connect' })
    await expect(asked).rejects.toMatchObject({ code: 'DENIED' })
    await expect(open({ ...reviewer, consoleSessionId: null, tokenScope: 'read' })).resolves.toBeDefined()
  })

  it('does not know another organization’s session', async () => {
    const elsewhere = await TestOrganization.create(story.organization.services)
    await expect(open(await elsewhere.person('admin'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
