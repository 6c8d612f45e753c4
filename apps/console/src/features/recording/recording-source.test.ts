import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RecordingSource } from './recording-source'
import { recordingOf, statement } from './testing/events'

const ID = '019a0000-0000-7000-8000-000000000001'
const { records, bytes, head } = recordingOf([1, 2, 3, 4].map((number) => statement(number * 1_000, number)))

let stored = bytes
let ranges: string[] = []

beforeEach(() => {
  stored = bytes
  ranges = []
  vi.stubGlobal('fetch', (_: string, { headers }: { readonly headers: { readonly range: string } }) => {
    ranges.push(headers.range)
    const [from = 0, to = 0] = headers.range.slice('bytes='.length).split('-').map(Number)
    return Promise.resolve(new Response(stored.slice(from, to + 1), { status: 206 }))
  })
})
afterEach(() => void vi.unstubAllGlobals())

async function load(
  content: Uint8Array<ArrayBuffer>,
  finalHead: string | null = head,
): Promise<RecordingSource> {
  stored = content
  const source = new RecordingSource(ID)
  await source.load({ bytes: content.length, finalHead })
  return source
}

describe('RecordingSource', () => {
  it('verifies a whole recording', async () => {
    const source = await load(bytes)
    expect(source.state().seal).toEqual({
      state: 'verified',
      events: 4,
      isWhole: true,
      bytes: bytes.length,
      head,
    })
    expect(source.replay.statements).toHaveLength(4)
  })

  it('follows a recording from where it is, also when its end cuts a record in two', async () => {
    const half = (records[0]?.length ?? 0) + 10
    const source = new RecordingSource(ID)
    await source.load({ bytes: half, finalHead: null })
    expect(source.replay.statements).toHaveLength(1)
    expect(source.state().seal).toEqual({ state: 'verified', events: 1, isWhole: false })

    await source.load({ bytes: bytes.length, finalHead: head })
    expect(ranges).toEqual([`bytes=0-${half - 1}`, `bytes=${half}-${bytes.length - 1}`])
    expect(source.replay.statements).toHaveLength(4)
    expect(source.state().seal).toEqual({
      state: 'verified',
      events: 4,
      isWhole: true,
      bytes: bytes.length,
      head,
    })
  })

  it('names the event that was changed, and still shows what is there', async () => {
    const changed = bytes.slice()
    const at = Buffer.from(changed).indexOf('SELECT 3')
    changed[at + 7] = '9'.charCodeAt(0)
    const source = await load(changed)
    expect(source.state().seal).toMatchObject({ state: 'broken', event: 2 })
    expect(source.replay.statements).toHaveLength(4)
  })

  it('notices that an event was taken out', async () => {
    const without = new Uint8Array(Buffer.concat(records.filter((_, index) => index !== 1)))
    expect((await load(without)).state().seal).toMatchObject({ state: 'broken', event: 1 })
  })

  it('notices that the end was cut off, by the head that the console keeps', async () => {
    const short = new Uint8Array(Buffer.concat(records.slice(0, 3)))
    expect((await load(short)).state().seal).toMatchObject({ state: 'broken', event: 3 })
  })

  it('stops at bytes that are no record', async () => {
    const source = await load(new Uint8Array(Buffer.concat([...records.slice(0, 2), Buffer.alloc(64, 0xff)])))
    expect(source.state().seal).toMatchObject({ state: 'broken', event: 2 })
    expect(source.replay.statements).toHaveLength(2)
  })

  it('says in words why it cannot fetch, and goes on when it can', async () => {
    const source = new RecordingSource(ID)
    const { fetch } = globalThis
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 403 })))
    await source.load({ bytes: bytes.length, finalHead: head })
    expect(source.state().error).toMatch(/role/)

    vi.stubGlobal('fetch', fetch)
    await source.load({ bytes: bytes.length, finalHead: head })
    expect(source.state()).toMatchObject({ error: null, seal: { isWhole: true } })
  })
})
