import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import {
  Chain,
  decodeEvents,
  EMPTY_HEAD,
  encodeEvent,
  type RecordedEvent,
  readEvents,
} from '@sallyport/recording'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sessionIdOf } from './batch'
import { Segments } from './segments'
import { GATEWAY_LOST, NOT_RECORDED, Spool, type SpoolSession } from './spool'
import { Upload } from './upload'

const ONE = '019ab000-0000-7000-8000-000000000001'
const TWO = '019ab000-0000-7000-8000-000000000002'
const SMALL_SEGMENT = 64 * 1024
const ignore = () => undefined
const output = (text: string): RecordedEvent => ({
  type: 'output',
  at: 0,
  statement: 1,
  rows: 1,
  masked: 0,
  payload: Buffer.from(text),
})
const end: RecordedEvent = { type: 'session-end', at: 1, reason: 'left' }

let directory: string
let spools: Spool[]
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'spool-'))
  spools = []
})
afterEach(async () => {
  for (const spool of spools) await spool.close()
  rmSync(directory, { recursive: true })
})

function open(maxBytes = 1e9, segmentBytes = SMALL_SEGMENT): Spool {
  const spool = new Spool(directory, maxBytes, segmentBytes)
  spools.push(spool)
  return spool
}

function add(spool: Spool, session: SpoolSession, event: RecordedEvent): void {
  const bytes = encodeEvent(event)
  const at = spool.log.open(session, bytes.length)
  spool.log.buffer.set(bytes, at)
  spool.log.close(at + bytes.length)
}

/** The payloads and reasons that the spool holds of each session, with the index of each. */
function held(spool: Spool): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  for (let window = spool.read(0, 1e9); window; window = spool.read(window.next, 1e9)) {
    for (const { id, first, events } of window.entries) {
      const decoded = events.length > 0 ? decodeEvents(Buffer.from(events)) : []
      decoded.forEach((event, index) => {
        const text =
          event.type === 'output' ? String(event.payload) : event.type === 'session-end' ? event.reason : ''
        const own = (found[sessionIdOf(id)] ??= [])
        own.push(`${first + index} ${text}`)
      })
    }
  }
  return found
}

const logs = () => readdirSync(directory).filter((name) => name.endsWith('.log'))

describe('Spool', () => {
  it('keeps the events of all sessions in one log, each with its place in its session', () => {
    const spool = open()
    const [one, two] = [spool.begin(ONE, ignore), spool.begin(TWO, ignore)]
    add(spool, one, output('a'))
    add(spool, two, output('b'))
    add(spool, one, output('c'))
    add(spool, one, output('d'))
    spool.log.write()
    expect(held(spool)).toEqual({ [ONE]: ['0 a', '1 c', '2 d'], [TWO]: ['0 b'] })
    expect(logs()).toHaveLength(1)
  })

  it('writes what comes in one turn at once, and lets those go who wait for it', async () => {
    const spool = open()
    const session = spool.begin(ONE, ignore)
    const released: string[] = []
    const waiter = (name: string) => ({ release: () => void released.push(name), lost: ignore })
    add(spool, session, output('a'))
    spool.log.whenDurable(waiter('durable'), spool.log.batch)
    spool.log.whenWritten(waiter('written'))
    expect([held(spool), released]).toEqual([{}, []])
    while (released.length < 2) await setTimeout(1)
    expect(released).toEqual(['written', 'durable'])
    expect(held(spool)).toEqual({ [ONE]: ['0 a'] })
  })

  it('lets one flush serve all that was written before it, and no later one', async () => {
    const spool = open()
    const session = spool.begin(ONE, ignore)
    const released: number[] = []
    const wait = () => {
      const { batch } = spool.log
      add(spool, session, output(`in batch ${batch}`))
      spool.log.whenDurable({ release: (durable) => void released.push(batch, durable), lost: ignore }, batch)
      spool.log.write()
    }
    for (let batch = 0; batch < 5; batch++) wait()
    while (released.length < 10) await setTimeout(1)
    for (let at = 0; at < 10; at += 2) expect(released[at + 1]).toBeGreaterThanOrEqual(released[at] ?? 0)
    expect(new Set(released.filter((_, at) => at % 2 === 1)).size).toBeLessThanOrEqual(2)
  })

  it('tells who waits when it cannot be written, and goes on where it was when there is room again', () => {
    const spool = open()
    const lost: string[] = []
    const session = spool.begin(ONE, (error) => lost.push(error.message))
    add(spool, session, output('before'))
    spool.log.write()
    const segments = Reflect.get(spool, 'segments') as { write: unknown }
    const { write } = segments
    segments.write = () => {
      throw new Error('ENOSPC')
    }
    add(spool, session, output('never written'))
    spool.log.whenWritten({ release: () => lost.push('released'), lost: () => lost.push('waiter') })
    spool.log.write()
    segments.write = write
    add(spool, session, output('after'))
    spool.log.write()
    expect(lost).toEqual(['ENOSPC', 'waiter'])
    expect(held(spool)).toEqual({ [ONE]: ['0 before', '1 after'] })
  })

  it('refuses to record more than it may hold', () => {
    const spool = open(100)
    const session = spool.begin(ONE, ignore)
    add(spool, session, output('x'.repeat(100)))
    spool.log.write()
    expect(() => spool.requireRoom()).toThrow('spool is full')
    expect(() => spool.begin(TWO, ignore)).toThrow('spool is full')
    spool.release(spool.log.position)
    expect(() => spool.begin(TWO, ignore)).not.toThrow()
  })

  it('goes on in the next file, uses old ones again, and takes nothing old for new', async () => {
    const spool = open()
    const session = spool.begin(ONE, ignore)
    let count = 0
    for (let round = 0; round < 20; round++) {
      for (let part = 0; part < 4; part++) {
        add(spool, session, output(`${count++}`.padEnd(10_000)))
        spool.log.write()
      }
      if (round % 2 === 1) spool.release(spool.log.position)
      await setTimeout(1)
    }
    add(spool, session, output('last'))
    spool.log.write()
    const again = open()
    const own = held(again)[ONE] ?? []
    expect(own.slice(-2)).toEqual([`${count} last`, `${count + 1} ${GATEWAY_LOST}`])
    expect(own.map((text) => Number.parseInt(text, 10))).toEqual(
      own.map((_, at) => count + 2 - own.length + at),
    )
  })

  it('ends the sessions of a killed process, cut at every byte', () => {
    const spool = open()
    const [one, two] = [spool.begin(ONE, ignore), spool.begin(TWO, ignore)]
    const ends: number[] = []
    for (const [session, event] of [
      [one, output('a')],
      [two, output('b')],
      [one, output('c')],
      [two, end],
    ] as const) {
      add(spool, session, event)
      spool.log.write()
      ends.push(spool.log.position % SMALL_SEGMENT)
    }
    const [file = ''] = logs()
    const whole = readFileSync(join(directory, file)).subarray(0, ends.at(-1))
    for (let length = 0; length <= whole.length; length++) {
      for (const name of logs()) rmSync(join(directory, name))
      writeFileSync(join(directory, file), whole.subarray(0, length))
      const kept = ends.filter((each) => each <= length).length
      const expected: Record<string, string[]> = {}
      // the file begins with the sessions that are open
      if (length >= 70) expected[ONE] = expected[TWO] = [`0 ${GATEWAY_LOST}`]
      if (kept > 0)
        expected[ONE] = kept > 2 ? ['0 a', '1 c', `2 ${GATEWAY_LOST}`] : ['0 a', `1 ${GATEWAY_LOST}`]
      if (kept > 1) expected[TWO] = kept > 3 ? ['0 b', '1 left'] : ['0 b', `1 ${GATEWAY_LOST}`]
      expect([length, held(new Spool(directory, 1e9, SMALL_SEGMENT))]).toEqual([length, expected])
    }
  })

  it('ends a session that has said nothing for so long that its events are not here any more', () => {
    const spool = open()
    const [quiet, busy] = [spool.begin(ONE, ignore), spool.begin(TWO, ignore)]
    add(spool, quiet, output('long ago'))
    for (let part = 0; part < 20; part++) {
      add(spool, busy, output('x'.repeat(10_000)))
      spool.log.write()
    }
    spool.release(spool.log.position)
    expect(held(open())[ONE]).toEqual([`1 ${GATEWAY_LOST}`])
  })

  it('starts although a file is damaged', () => {
    writeFileSync(join(directory, '000000000001.log'), Buffer.from('53504c31ffffffff', 'hex'))
    expect(held(open())).toEqual({})
  })
})

describe('Upload', () => {
  /** A console that stores what connects to what it has, as the real one does, whenever it is asked to answer. */
  function console_(spool: Spool) {
    const stored = new Map<string, Buffer>()
    const answers: (() => void)[] = []
    const has = (id: string) => stored.get(id) ?? Buffer.alloc(0)
    const link = {
      isOpen: true,
      refuses: '',
      sendRecords(id: string, offset: number, records: Buffer) {
        if (link.refuses === id) return void answers.push(() => upload.refused(id))
        if (offset === has(id).length) {
          new Chain(sha256, headOf(has(id))).accept(records)
          stored.set(id, Buffer.concat([has(id), records]))
        }
        answers.push(() => upload.acknowledged(id, has(id).length))
      },
      resume(id: string) {
        answers.push(() => {
          const bytes = has(id)
          const events = [...readEvents(bytes)].length
          upload.stored(id, { bytes: bytes.length, events, head: headOf(bytes) })
        })
      },
    }
    const upload = new Upload(spool, link)
    uploads.push(upload)
    upload.start()
    const until = async (isDone: () => boolean) => {
      while (!isDone()) {
        answers.shift()?.()
        await setTimeout(1)
      }
    }
    const payloads = (id: string) =>
      [...readEvents(has(id))].map((event) => (event.type === 'output' ? String(event.payload) : event.type))
    return { link, upload, stored, until, payloads, answers }
  }
  const uploads: Upload[] = []
  afterEach(async () => {
    for (const upload of uploads.splice(0)) await upload.stop()
  })
  const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest()
  function headOf(bytes: Uint8Array): Uint8Array {
    const chain = new Chain(sha256)
    chain.accept(bytes)
    return bytes.length > 0 ? chain.head : EMPTY_HEAD
  }

  it('brings each session as it grows, in an unbroken chain, and needs the log no more', async () => {
    const spool = open()
    const console = console_(spool)
    const [one, two] = [spool.begin(ONE, ignore), spool.begin(TWO, ignore)]
    for (let row = 0; row < 50; row++) {
      add(spool, row % 3 === 0 ? two : one, output(`row ${row}`.padEnd(10_000)))
      spool.log.write()
      if (row % 10 === 0) await setTimeout(5)
    }
    for (const session of [one, two]) add(spool, session, end)
    spool.log.write()
    await console.until(() => spool.waitingBytes === 0)
    expect(console.payloads(ONE)).toHaveLength(34)
    expect(console.payloads(TWO).at(-1)).toBe('session-end')
    expect(logs().length).toBeLessThanOrEqual(1)
  })

  it('goes on where the console is after the link was lost', async () => {
    const spool = open()
    const console = console_(spool)
    const session = spool.begin(ONE, ignore)
    add(spool, session, output('before'))
    spool.log.write()
    await console.until(() => spool.waitingBytes === 0)
    console.link.isOpen = false
    add(spool, session, output('while away'))
    spool.log.write()
    await setTimeout(100)
    console.link.isOpen = true
    console.upload.restart()
    await console.until(() => spool.waitingBytes === 0)
    expect(console.payloads(ONE)).toEqual(['before', 'while away'])
  })

  it('sends again what was on its way when the link was lost, and stores it once', async () => {
    const spool = open()
    const console = console_(spool)
    add(spool, spool.begin(ONE, ignore), output('once'))
    spool.log.write()
    while (console.answers.length === 0) await setTimeout(1)
    console.answers.length = 0 // stored, but the answer is lost
    console.upload.restart()
    await console.until(() => spool.waitingBytes === 0)
    expect(console.payloads(ONE)).toEqual(['once'])
  })

  it('goes on in another process, with what the console has not got yet', async () => {
    const first = open()
    const console = console_(first)
    const session = first.begin(ONE, ignore)
    add(first, session, output('stored'))
    first.log.write()
    await console.until(() => first.waitingBytes === 0)
    await console.upload.stop()
    add(first, session, output('not stored'))
    first.log.write()

    const second = open()
    const next = console_(second)
    next.stored.set(ONE, console.stored.get(ONE) ?? Buffer.alloc(0))
    await next.until(() => second.waitingBytes === 0)
    expect(next.payloads(ONE)).toEqual(['stored', 'not stored', 'session-end'])
  })

  it('sets aside what the console will never take, and goes on with the rest', async () => {
    const spool = open()
    const console = console_(spool)
    console.link.refuses = ONE
    const [one, two] = [spool.begin(ONE, ignore), spool.begin(TWO, ignore)]
    add(spool, one, output('refused'))
    add(spool, two, output('taken'))
    spool.log.write()
    await console.until(() => spool.waitingBytes === 0)
    add(spool, one, end)
    spool.log.write()
    await console.until(() => spool.waitingBytes === 0)
    expect(console.payloads(TWO)).toEqual(['taken'])
    const kept = readFileSync(join(directory, `${ONE}.refused`))
    expect([...readEvents(kept)]).toHaveLength(2)
  })
})

describe('an event that grows', () => {
  it('keeps what it has when it moves to where there is room: clients are sent these bytes', () => {
    const spool = open(1e9, 16 * 1024 * 1024)
    const { log } = spool
    const session = spool.begin(ONE, ignore)
    let written = 0
    log.open(session, 0)
    const first = log.buffer
    for (let piece = 0; log.buffer === first; piece++) {
      const at = log.grow(written, 1000)
      log.buffer.fill(piece % 251, at + written, at + written + 1000)
      written += 1000
    }
    const at = log.grow(written, 0)
    const found = Array.from({ length: written / 1000 }, (_, piece) => log.buffer[at + piece * 1000])
    expect(found).toEqual(found.map((_, piece) => piece % 251))
    log.close(at)
  })
})

describe('a disk without room', () => {
  it('lets nothing run, says so, and goes on by itself', async () => {
    const spool = open()
    const session = spool.begin(ONE, ignore)
    add(spool, session, output('before'))
    spool.log.write()
    let told = 0
    spool.onFailing = () => told++
    const away = `${directory}-away`
    renameSync(directory, away) // no file can be made any more
    try {
      for (let written = 0; !spool.failure; written++) {
        add(spool, session, output('x'.repeat(10_000)))
        spool.log.write()
        await setTimeout(5)
        expect(written).toBeLessThan(100)
      }
      expect(() => spool.requireRoom()).toThrow(/cannot be written .*so nothing runs/)
      expect(told).toBe(1)
    } finally {
      renameSync(away, directory)
    }
    while (spool.failure) await setTimeout(20)
    spool.requireRoom()
    expect(told).toBe(2)
    add(spool, session, end)
    spool.log.write()
    expect(held(spool)[ONE]?.at(-1)).toMatch(/left$/)
  })

  it('has a session that is over end when there is room again', async () => {
    const spool = open()
    let lost = 0
    const session = spool.begin(ONE, () => lost++)
    add(spool, session, output('before'))
    spool.log.write()
    vi.spyOn(Segments.prototype, 'write').mockImplementation(() => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    })
    try {
      add(spool, session, output('never written'))
      spool.log.write()
      expect(lost).toBe(1)
      add(spool, session, end)
      spool.end(session)
      spool.log.write()
    } finally {
      vi.restoreAllMocks()
    }
    while (held(spool)[ONE]?.length !== 2) await setTimeout(20)
    expect(held(spool)[ONE]).toEqual(['0 before', `1 ${NOT_RECORDED}`])
  })
})
