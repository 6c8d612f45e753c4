import { randomBytes } from 'node:crypto'
import { Chain, type RecordedEvent, verify, verifyExport } from '@sallyport/recording'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TestOrganization, testConsole } from '../testing/console'
import { readWhole, recordEvents, recordTogether } from '../testing/recorded'
import { openStory, type Story } from '../testing/story'
import { checkLedger } from './check-ledger'
import { deleteRecording } from './delete-recording'
import { exportRecording } from './export-recording'
import { readRecording } from './read-recording'
import { retain } from './retain'
import { SEGMENT_BYTES, sealSegment } from './seal-segment'
import { setLegalHold } from './set-legal-hold'
import { sha256 } from './sha256'

let organization: TestOrganization
let story: Story

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
})
beforeEach(async () => {
  story = await openStory(organization)
})

const output = (payload: Uint8Array): RecordedEvent => ({
  type: 'output',
  at: 1,
  statement: 1,
  rows: 1,
  masked: 0,
  payload,
})
const text = (value: string) => output(Buffer.from(value))
const END: RecordedEvent = { type: 'session-end', at: 2, reason: 'left' }

function bytesOf(events: readonly RecordedEvent[]): Buffer {
  const chain = new Chain(sha256)
  return Buffer.concat(events.map((event) => chain.append(event)))
}
async function lines(): Promise<string[]> {
  const session = { id: story.sessionId }
  const all: string[] = []
  for await (const line of exportRecording(organization.services, session)) all.push(line)
  return all
}
const segments = () => organization.db.recordingSegment.findMany({ where: { sessionId: story.sessionId } })

describe('a recording in segments', () => {
  const large = [output(randomBytes(SEGMENT_BYTES - 500)), text('between'), output(randomBytes(700_000)), END]

  it('reads as the bytes that came, whatever was sealed of it', async () => {
    await recordEvents(story, large)
    expect((await readWhole(story)).equals(bytesOf(large))).toBe(true)
    expect((await segments()).length).toBeGreaterThan(1)
    expect(await organization.db.recordingPiece.count({ where: { sessionId: story.sessionId } })).toBe(0)
  })

  it('reads any part, over the border of segments too', async () => {
    await recordEvents(story, large)
    const whole = bytesOf(large)
    for (const [start, end] of [
      [0, 1],
      [SEGMENT_BYTES - 100, SEGMENT_BYTES + 100],
      [whole.length - 10, whole.length],
    ] as const) {
      const chunks: Buffer[] = []
      for await (const chunk of readRecording(organization.services, story.sessionId, start, end)) {
        chunks.push(chunk)
      }
      expect(Buffer.concat(chunks).equals(whole.subarray(start, end))).toBe(true)
    }
  })

  it('holds nothing readable in the database or in the store', async () => {
    const planted = 'planted-value-of-a-row'
    await recordEvents(story, [text(planted)])
    const { sealed } = await organization.db.recordingPiece.findFirstOrThrow({
      where: { sessionId: story.sessionId },
    })
    expect(Buffer.from(sealed).includes(planted)).toBe(false)
    await sealSegment(organization.services, story.sessionId)
    const [segment] = await segments()
    const stored = await organization.services.store.get(segment?.storeKey ?? '')
    expect(Buffer.from(stored).includes(planted)).toBe(false)
    expect(await readWhole(story)).toEqual(bytesOf([text(planted)]))
  })

  it('stores ordinary rows in less than a third of their size', async () => {
    const rows = Array.from(
      { length: 2_000 },
      (_, id) => `${id}\tcustomer ${id % 97}\t2025-01-${(id % 28) + 1}\t${(id * 7919) % 10_000}.00\tpaid`,
    )
    await recordEvents(story, [text(rows.join('\n')), END])
    const [segment] = await segments()
    expect(segment?.storedBytes).toBeLessThan((segment?.bytes ?? 0) * 0.35)
  })

  it('is sealed once when two processes try at the same time', async () => {
    await recordEvents(story, [text('a'), text('b')])
    const tries = Array.from({ length: 4 }, () => sealSegment(organization.services, story.sessionId))
    const results = await Promise.allSettled(tries)
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    expect(await segments()).toHaveLength(1)
    expect(await readWhole(story)).toEqual(bytesOf([text('a'), text('b')]))
    expect(await checkLedger(organization.db, organization.id)).toMatchObject({ ok: true })
  })

  it('does not read a segment that was changed in its store', async () => {
    await recordEvents(story, [text('a'), END])
    const { store } = organization.services
    const key = (await segments())[0]?.storeKey ?? ''
    const changed = Buffer.from(await store.get(key))
    changed.writeUInt8(changed.readUInt8(40) ^ 1, 40)
    await store.put(key, changed)
    await expect(readWhole(story)).rejects.toThrow('could not be opened')
  })
})

describe('an export', () => {
  it('verifies by itself, and is the recording', async () => {
    const events = [text('a'), output(randomBytes(SEGMENT_BYTES)), text('b'), END]
    await recordEvents(story, events)
    const exported = await lines()
    expect(await verifyExport(exported)).toMatchObject({
      ok: true,
      sessionId: story.sessionId,
      events: 4,
      sealedEvents: 4,
      isEnded: true,
    })
    const records = exported
      .map((line) => JSON.parse(line) as { type: string; record: string })
      .filter(({ type }) => type === 'record')
    const bytes = Buffer.concat(records.map(({ record }) => Buffer.from(record, 'base64')))
    expect(await verify(bytes)).toMatchObject({ ok: true, events: 4 })
  })

  it('counts events, however many of them stand under one hash', async () => {
    await recordTogether(story, [text('a'), text('b'), END])
    expect(await verifyExport(await lines())).toMatchObject({ ok: true, events: 3, sealedEvents: 3 })
  })

  it('of a running session is sealed as far as it goes', async () => {
    await recordEvents(story, [text('a')])
    expect(await verifyExport(await lines())).toMatchObject({ ok: true, isEnded: false, sealedEvents: 1 })
  })

  it('fails when any line is removed, doubled or moved', async () => {
    await recordEvents(story, [text('a'), text('b'), END])
    const exported = await lines()
    for (const [at, line] of exported.entries()) {
      const without = exported.toSpliced(at, 1)
      expect(await verifyExport(without), `without line ${at + 1}`).toMatchObject({ ok: false })
      const doubled = exported.toSpliced(at, 0, line)
      expect(await verifyExport(doubled), `line ${at + 1} twice`).toMatchObject({ ok: false })
      if (at > 1) {
        const moved = exported.toSpliced(at, 1).toSpliced(at - 1, 0, line)
        // Entries of the ledger and the records that they are about may not change places either.
        expect(await verifyExport(moved), `line ${at + 1} one up`).toMatchObject({ ok: false })
      }
    }
  })

  it('fails when any value of any line is changed, and names the line', async () => {
    await recordEvents(story, [text('a'), END])
    const exported = await lines()
    for (const [at, line] of exported.entries()) {
      for (const changed of mutations(JSON.parse(line))) {
        const found = await verifyExport(exported.with(at, JSON.stringify(changed)))
        expect(found, JSON.stringify(changed)).toMatchObject({ ok: false })
      }
    }
  })

  it('is not taken when a key signed it that is not trusted', async () => {
    await recordEvents(story, [END])
    expect(await verifyExport(await lines(), ['another'])).toMatchObject({
      ok: false,
      reason: expect.stringContaining('not trusted'),
    })
  })
})

/** The same object with one of its values changed, for each of its values. */
function* mutations(value: unknown): Generator<unknown> {
  if (typeof value === 'number') yield value + 1
  else if (typeof value === 'boolean') yield !value
  else if (typeof value === 'string') yield value.slice(0, -1) + (value.endsWith('a') ? 'b' : 'a')
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      for (const changed of mutations(inner)) {
        yield Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed }
      }
    }
  }
}

describe('the ledger', () => {
  it('follows every session and segment', async () => {
    await recordEvents(story, [text('a'), END])
    const found = await checkLedger(organization.db, organization.id)
    expect(found).toMatchObject({ ok: true })
  })

  it('notices a session that vanished whole, with all that the database had of it', async () => {
    const elsewhere = await TestOrganization.create(organization.services)
    const victim = await openStory(elsewhere)
    await recordEvents(victim, [text('a'), END])
    await elsewhere.db.session.delete({ where: { id: victim.sessionId } })
    expect(await checkLedger(elsewhere.db, elsewhere.id)).toMatchObject({
      ok: false,
      sessionId: victim.sessionId,
      reason: expect.stringContaining('gone'),
    })
  })

  it.each([
    ['an entry that was changed', { sessionId: '0b8f4a5c-1d2e-4f60-8a7b-9c0d1e2f3a4b' }],
    ['an entry with another time', { at: new Date(0) }],
    ['an entry whose hash was made anew', { hash: new Uint8Array(32) }],
  ])('notices %s', async (_, data) => {
    const elsewhere = await TestOrganization.create(organization.services)
    await recordEvents(await openStory(elsewhere), [text('a'), END])
    const where = { organizationId_sequence: { organizationId: elsewhere.id, sequence: 1 } }
    await elsewhere.db.ledgerEntry.update({ where, data })
    expect(await checkLedger(elsewhere.db, elsewhere.id)).toMatchObject({ ok: false, sequence: 1 })
  })

  it('notices entries that were cut off at its end', async () => {
    const elsewhere = await TestOrganization.create(organization.services)
    await recordEvents(await openStory(elsewhere), [text('a'), END])
    await elsewhere.db.ledgerEntry.deleteMany({
      where: { organizationId: elsewhere.id, sequence: { gt: 1 } },
    })
    expect(await checkLedger(elsewhere.db, elsewhere.id)).toMatchObject({ ok: false, sequence: 2 })
  })
})

describe('deletion', () => {
  const remove = (why = 'asked for') =>
    deleteRecording(organization.services, organization.system, story.sessionId, why)

  it('takes everything that could be read, and leaves the session and a line of the ledger', async () => {
    await recordEvents(story, [text('a'), END])
    const key = (await segments())[0]?.storeKey ?? ''
    await remove()
    await expect(organization.services.store.get(key)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(readWhole(story)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await segments()).toEqual([])
    const { recordingDeletedWhy } = await organization.db.session.findUniqueOrThrow({
      where: { id: story.sessionId },
    })
    expect(recordingDeletedWhy).toBe('asked for')
    expect(await checkLedger(organization.db, organization.id)).toMatchObject({ ok: true })
    await expect(remove()).rejects.toThrow('deleted already')
  })

  it('is refused while the session runs, and under legal hold', async () => {
    await expect(remove()).rejects.toThrow('still running')
    await recordEvents(story, [text('a'), END])
    await setLegalHold(organization.db, story.admin, story.sessionId, 'case 7')
    await expect(remove()).rejects.toThrow('under legal hold: case 7')
    await setLegalHold(organization.db, story.admin, story.sessionId, null)
    await remove()
  })

  it('comes by itself when a connection keeps recordings no longer, and not a day before', async () => {
    const DAY_MS = 86_400_000
    await recordEvents(story, [text('a'), END])
    const endedAt = new Date()
    await organization.db.session.update({ where: { id: story.sessionId }, data: { endedAt } })
    await organization.db.connection.update({
      where: { id: story.connectionId },
      data: { retentionDays: 30 },
    })
    expect(await retain(organization.services, endedAt.getTime() + 29 * DAY_MS)).toBe(0)
    await setLegalHold(organization.db, story.admin, story.sessionId, 'case 8')
    expect(await retain(organization.services, endedAt.getTime() + 31 * DAY_MS)).toBe(0)
    await setLegalHold(organization.db, story.admin, story.sessionId, null)
    expect(await retain(organization.services, endedAt.getTime() + 31 * DAY_MS)).toBe(1)
    await expect(readWhole(story)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
