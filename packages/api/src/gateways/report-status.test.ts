import { Chain } from '@sallyport/recording'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { RecordingIngest } from '../recordings/ingest'
import { Sealer } from '../recordings/sealer'
import { sha256 } from '../recordings/sha256'
import { TestOrganization, testConsole } from '../testing/console'
import { openStory, type Story } from '../testing/story'
import { NOTHING_RECORDED, reportStatus } from './report-status'

let organization: TestOrganization
let story: Story

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
})
beforeEach(async () => {
  story = await openStory(organization)
})

const LATER = Date.now() + 120_000
const row = () => organization.db.session.findUniqueOrThrow({ where: { id: story.sessionId } })
const report = (liveSessions: string[], now = LATER) =>
  reportStatus(organization.db, story.gateway, { version: '1', policyVersion: 1, liveSessions }, now)

async function store(): Promise<number> {
  const { services } = organization
  const ingest = new RecordingIngest(services.db, services.masterKey, new Sealer(services, () => undefined))
  const records = new Chain(sha256).append({ type: 'session-end', at: 5, reason: 'gateway lost' })
  return ingest.store(story.gateway, { sessionId: story.sessionId, offset: 0, records })
}

describe('a session that its gateway does not have', () => {
  it('is ended when nothing was recorded of it', async () => {
    await report([])
    expect(await row()).toMatchObject({ endReason: NOTHING_RECORDED, endedAt: new Date(LATER) })
  })

  it('still takes what the gateway finds of it later', async () => {
    await report([])
    expect(await store()).toBeGreaterThan(0)
    expect(await row()).toMatchObject({ endReason: 'gateway lost', endedAt: new Date(5) })
  })

  it.each<[string, () => Promise<unknown>]>([
    ['the gateway has it', () => report([story.sessionId])],
    ['it has just been opened', () => report([], Date.now())],
  ])('is left open when %s', async (_, act) => {
    await act()
    expect(await row()).toMatchObject({ endedAt: null })
  })
})
