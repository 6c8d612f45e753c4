import { Chain, type RecordedEvent } from '@sallyport/recording'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { reportStatus } from '../gateways/report-status'
import { TestOrganization, testConsole } from '../testing/console'
import { readWhole } from '../testing/recorded'
import { openStory, type Story } from '../testing/story'
import { RecordingIngest } from './ingest'
import { Sealer } from './sealer'
import { sha256 } from './sha256'
import { S3Store } from './store/s3-store'

let organization: TestOrganization
let story: Story

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  story = await openStory(organization)
  const events = ['recording.failed', 'recording.restored']
  const hook = { kind: 'webhook', name: 'alarms', events } as const
  const { id: organizationId, db } = organization
  await db.notificationChannel.create({ data: { ...hook, organizationId, sealedSecret: new Uint8Array() } })
})
beforeEach(async () => {
  story = await openStory(organization)
})

/** Nobody listens there. */
const away = () =>
  new S3Store({
    bucket: 'recordings',
    prefix: '',
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:1',
    hasObjectLock: false,
  })
const END: RecordedEvent = { type: 'session-end', at: 2, reason: 'left' }
const overview = () => organization.as(story.admin).overview.get()
const alarms = async () => {
  const rows = await organization.db.notificationDelivery.findMany({
    where: { organizationId: organization.id, detail: { not: null } },
    orderBy: { createdAt: 'asc' },
  })
  return rows.map(({ event, detail }) => `${event}: ${detail}`)
}

async function pieceOf(story: Story, event: RecordedEvent, sealer: Sealer, ingest?: RecordingIngest) {
  const { services } = organization
  const records = new Chain(sha256).append(event)
  const taker = ingest ?? new RecordingIngest(services.db, services.masterKey, sealer)
  await taker.store(story.gateway, { sessionId: story.sessionId, offset: 0, records })
  await sealer.idle()
  return records
}

describe('a store that is away', () => {
  it('is said to people once, and that it is back; nothing is lost', { timeout: 60_000 }, async () => {
    const { services } = organization
    const failures: unknown[] = []
    const broken = new Sealer({ ...services, store: away() }, (error) => failures.push(error))
    const records = await pieceOf(story, END, broken)
    await broken.sweep()
    expect(failures).toHaveLength(1)
    expect((await overview()).recordingsFailure).toMatchObject({
      why: 'the store of the recordings cannot be reached',
    })
    expect(await alarms()).toEqual([
      'recording.failed: The console: the store of the recordings cannot be reached',
    ])
    expect(await readWhole(story)).toEqual(Buffer.from(records))

    const mended = new Sealer(services, (error) => failures.push(error))
    await mended.sweep()
    expect((await overview()).recordingsFailure).toBeNull()
    expect(await alarms()).toHaveLength(2)
    expect(await organization.db.recordingPiece.count({ where: { sessionId: story.sessionId } })).toBe(0)
    expect(await readWhole(story)).toEqual(Buffer.from(records))
  })

  it('fills the database up to a bound, and there is room when it is back', { timeout: 60_000 }, async () => {
    const { services } = organization
    const broken = new Sealer({ ...services, store: away() }, () => undefined)
    const ingest = new RecordingIngest(services.db, services.masterKey, broken, 1)
    expect(await ingest.hasRoom()).toBe(true)
    await pieceOf(story, END, broken, ingest)
    expect(await ingest.hasRoom()).toBe(false)
    await new Sealer(services, () => undefined).sweep()
    await expect.poll(() => ingest.hasRoom(), { timeout: 20_000 }).toBe(true)
  })
})

describe('a gateway that cannot record', () => {
  it('is said to people once, and that it can again', async () => {
    const { db } = organization
    const before = (await alarms()).length
    const status = { version: '1', policyVersion: 1, liveSessions: [] }
    const failing = { ...status, failure: 'the disk of the recording spool is full, so nothing runs' }
    const failure = async () => (await overview()).gateways.find(({ id }) => id === story.gateway.id)?.failure
    const now = Date.now()
    await reportStatus(db, story.gateway, failing, now)
    await reportStatus(db, story.gateway, failing, now)
    expect(await failure()).toBe(failing.failure)
    // Another of its processes has room on another disk, perhaps.
    await reportStatus(db, story.gateway, status, now)
    expect((await alarms()).slice(before)).toEqual([
      `recording.failed: The gateway ${story.gateway.name}: ${failing.failure}`,
    ])
    await reportStatus(db, story.gateway, status, now + 20_000)
    expect(await failure()).toBeNull()
    expect((await alarms()).slice(before)).toHaveLength(2)
  })
})
