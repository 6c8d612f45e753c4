import { Chain, type RecordedEvent, verify } from '@sallyport/recording'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TestOrganization, testConsole } from '../testing/console'
import { openStory, request, type Story } from '../testing/story'
import { RecordingIngest } from './ingest'
import { readRecording } from './read-recording'
import { Sealer } from './sealer'
import { sha256 } from './sha256'

let organization: TestOrganization
let ingest: RecordingIngest
let story: Story

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
})
beforeEach(async () => {
  const { db, masterKey, store } = organization.services
  const sealer = new Sealer({ db, masterKey, store }, (error) => {
    throw error
  })
  ingest = new RecordingIngest(db, masterKey, sealer)
  story = await openStory(organization)
})

const AT = Date.UTC(2026, 0, 1)
const statement = (number: number, effect: 'allow' | 'hold' | 'deny' = 'allow'): RecordedEvent => ({
  type: 'statement',
  at: AT,
  statement: number,
  text: `SELECT ${number}`,
  operations: [{ verb: 'read', resource: 'shop.public.orders', conditions: [] }],
  decision: { effect, rule: 'reads', message: '' },
})
const output = (number: number, rows: number, masked: number): RecordedEvent => ({
  type: 'output',
  at: AT + 5,
  statement: number,
  rows,
  masked,
  payload: Buffer.from('D…'),
})
const done = (number: number, rows: number): RecordedEvent => ({
  type: 'statement-end',
  at: AT + 20,
  statement: number,
  status: 'done',
  rows,
})

/** Three pieces of one recording, as a gateway sends them. */
function pieces(): Uint8Array[] {
  const chain = new Chain(sha256)
  return [
    Buffer.concat([chain.append(statement(1)), chain.append(output(1, 3, 2))]),
    Buffer.concat([chain.append(done(1, 3)), chain.append(statement(2, 'hold'))]),
    chain.append({ type: 'session-end', at: AT + 99, reason: 'client left' }),
  ]
}

const store = (offset: number, records: Uint8Array | undefined, gateway = story.gateway) =>
  ingest.store(gateway, { sessionId: story.sessionId, offset, records: records ?? new Uint8Array() })
const row = () => organization.db.session.findUniqueOrThrow({ where: { id: story.sessionId } })
async function read(): Promise<Buffer> {
  const chunks: Buffer[] = []
  const { recordingBytes } = await row()
  for await (const chunk of readRecording(
    organization.services,
    story.sessionId,
    0,
    Number(recordingBytes),
  )) {
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
async function storeAll(): Promise<Buffer> {
  let offset = 0
  for (const piece of pieces()) offset = await store(offset, piece)
  return read()
}

describe('RecordingIngest', () => {
  it('stores what a gateway sends, byte for byte, and its chain verifies against the head', async () => {
    const stored = await storeAll()
    expect(stored).toEqual(Buffer.concat(pieces()))
    const { chainHead, recordingBytes, eventCount } = await row()
    expect(recordingBytes).toBe(BigInt(stored.length))
    expect(eventCount).toBe(5)
    expect(await verify(stored, chainHead ?? undefined)).toMatchObject({ ok: true, events: 5 })
  })

  it('makes the session’s counters and statements of it', async () => {
    await storeAll()
    const session = await row()
    expect(session).toMatchObject({
      statementCount: 2,
      heldCount: 1,
      deniedCount: 0,
      rowCount: 3n,
      maskedCount: 2n,
    })
    expect(session).toMatchObject({ endedAt: new Date(AT + 99), endReason: 'client left' })
    const { items } = await organization.as(story.admin).sessions.statements({ id: story.sessionId })
    expect(items).toMatchObject([
      { number: 1, text: 'SELECT 1', status: 'done', rowCount: 3, durationMs: 20, verbs: ['read'] },
      { number: 2, effect: 'hold', status: 'held' },
    ])
  })

  it('keeps what results show masked, for the report of it', async () => {
    const mask = {
      result: 0,
      column: 1,
      where: 'source',
      of: 'public.customers.email',
      rule: 'E-mail',
      dataClass: 'email',
    }
    const masked = { ...statement(1), at: Date.now(), masks: [mask] } as RecordedEvent
    const chain = new Chain(sha256)
    await store(
      0,
      Buffer.concat([chain.append(masked), chain.append(done(1, 3)), chain.append(statement(2))]),
    )
    const { items, byClass } = await organization.as(story.admin).maskingRules.report({ days: 1 })
    expect(items).toMatchObject([
      {
        identityId: story.agent.id,
        column: 'public.customers.email',
        rule: 'E-mail',
        statements: 1,
        values: 3,
      },
    ])
    expect(byClass).toEqual([{ dataClass: 'email', values: 3 }])
    await expect(organization.as(story.owner).maskingRules.report({})).rejects.toThrow(/session:read-all/)
  })

  it('answers a repetition with what is stored, and stores it once', async () => {
    const [first] = pieces()
    const stored = await store(0, first)
    expect(await store(0, first)).toBe(stored)
    expect((await read()).length).toBe(stored)
    expect((await row()).statementCount).toBe(1)
  })

  it('answers a gap with what is stored, and takes nothing', async () => {
    const [first, , third] = pieces()
    const stored = await store(0, first)
    expect(await store(stored + 10, third)).toBe(stored)
    expect((await row()).endedAt).toBeNull()
  })

  it('stores a piece once when it comes over two connections at the same time', async () => {
    const [first] = pieces()
    const answers = await Promise.all([store(0, first), store(0, first), store(0, first)])
    expect(new Set(answers)).toEqual(new Set([first?.length]))
    expect((await row()).eventCount).toBe(2)
  })

  it('refuses a changed record, and what was cut off or comes from another chain', async () => {
    const [first, second] = pieces()
    const changed = Buffer.from(first ?? [])
    changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1)
    await expect(store(0, changed)).rejects.toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    await expect(store(0, first?.subarray(0, -1))).rejects.toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    await expect(store(0, second)).rejects.toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    expect(await row()).toMatchObject({ recordingBytes: 0n, eventCount: 0 })
    const stored = await store(0, first)
    await expect(store(stored, first)).rejects.toMatchObject({ code: 'PROTOCOL_VIOLATION' })
  })

  it('refuses another gateway’s session', async () => {
    const other = await organization.gateway()
    const [first] = pieces()
    await expect(store(0, first, other)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(ingest.stored(other, story.sessionId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('takes nothing after the end', async () => {
    const stored = await storeAll()
    const more = new Chain(sha256, (await row()).chainHead ?? undefined).append(statement(3))
    await expect(store(stored.length, more)).rejects.toThrow('has ended already')
  })

  it('leaves what still waits to be answered a while longer when the session ends', async () => {
    const { id } = await request(story)
    await storeAll()
    expect(await organization.as(story.gateway).gateway.approval({ id })).toMatchObject({
      status: 'pending',
    })
    expect(await organization.db.approval.findUnique({ where: { id } })).toMatchObject({
      leftAt: expect.any(Date),
    })
  })

  it('keeps a text with a NUL findable, although the database cannot hold one', async () => {
    const event = { ...statement(1), text: 'SELECT 1\0; DROP TABLE x' } as RecordedEvent
    await store(0, new Chain(sha256).append(event))
    const { items } = await organization.as(story.admin).sessions.statements({ id: story.sessionId })
    expect(items).toMatchObject([{ text: 'SELECT 1\u{FFFD}; DROP TABLE x' }])
  })
})
