import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { record, SESSION, sha256 } from '../test/samples'
import { Chain } from './chain'
import { encodeEvent } from './encode-event'
import { verify } from './verify'

const { records, bytes, head } = record(SESSION)
const offsets = records.map((_, index) => records.slice(0, index).reduce((sum, each) => sum + each.length, 0))
const joined = (parts: readonly Uint8Array[]) => verify(Buffer.concat(parts), head)

describe('verify', () => {
  it('accepts the example in the README', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const example = readme.match(/```text\n([0-9a-f\s]+)```/)?.[1]?.replaceAll(/\s/g, '') ?? ''
    const hash = '02a8180c64d8c9f2526952d705f71c1683814c4e10bc97af277465a8c6867a20'
    expect(await verify(Buffer.from(example, 'hex'), Buffer.from(hash, 'hex'))).toMatchObject({
      ok: true,
      events: 3,
    })
  })

  it('says how many events an untouched recording has, and its head', async () => {
    expect(await verify(bytes, head)).toEqual({ ok: true, events: SESSION.length, head })
  })

  it('takes an empty recording for good, unless events are expected', async () => {
    expect(await verify(new Uint8Array())).toMatchObject({ ok: true, events: 0 })
    expect(await verify(new Uint8Array(), head)).toMatchObject({ ok: false, event: 0, offset: 0 })
  })

  it('finds one flipped bit in any byte, and names the event', async () => {
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
      const event = offsets.findLastIndex((offset) => offset <= at)
      expect(await verify(changed, head)).toMatchObject({ ok: false, event, offset: offsets[event] })
    }
  })

  it('finds a recording that was cut at any length', async () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(await verify(bytes.subarray(0, length), head)).toMatchObject({ ok: false })
    }
  })

  it('finds a partial last record without knowing the head', async () => {
    expect(await verify(bytes.subarray(0, -1))).toMatchObject({ ok: false, event: SESSION.length - 1 })
  })

  it.each(SESSION.map((_, index) => index))('finds that record %i was deleted', async (index) => {
    expect(await joined(records.toSpliced(index, 1))).toMatchObject({ ok: false, event: index })
  })

  it.each(SESSION.slice(1).map((_, index) => index))(
    'finds that record %i changed places with the next',
    async (index) => {
      const swapped = records
        .with(index, records[index + 1] ?? bytes)
        .with(index + 1, records[index] ?? bytes)
      expect(await joined(swapped)).toMatchObject({ ok: false, event: index })
    },
  )

  it('finds a doubled record', async () => {
    expect(await joined(records.toSpliced(2, 0, records[2] ?? bytes))).toMatchObject({ ok: false, event: 3 })
  })

  it('finds a record that was appended with a right hash', async () => {
    const appended = new Chain(sha256, head).append({ type: 'session-end', at: 1, reason: 'forged' })
    expect(await joined([...records, appended])).toMatchObject({ ok: false, event: SESSION.length + 1 })
  })

  it('finds a recording that was rewritten with right hashes', async () => {
    const rewritten = record(SESSION.toSpliced(1, 1))
    expect(await verify(rewritten.bytes)).toMatchObject({ ok: true })
    expect(await verify(rewritten.bytes, head)).toMatchObject({ ok: false, event: SESSION.length - 1 })
  })

  it('checks a later part against the hash of the record before it', async () => {
    const part = Buffer.concat(records.slice(4))
    const previous = records[3]?.subarray(4, 36)
    expect(await verify(part, head, previous)).toMatchObject({ ok: true, events: SESSION.length - 4 })
    expect(await verify(part, head)).toMatchObject({ ok: false, event: 0 })
  })

  it('names a malformed event', async () => {
    const forged = new Chain(sha256)
    const good = forged.append({ type: 'session-end', at: 1, reason: '' })
    const bad = forged.seal([Uint8Array.of(0, 0, 0, 7, 99, 0, 0, 0, 0, 0, 1)])
    expect(await verify(Buffer.concat([good, bad]))).toEqual({
      ok: false,
      event: 1,
      offset: good.length,
      reason: 'malformed recording: an event of an unknown type',
    })
  })

  it('names the first event of a record that holds many', async () => {
    const chain = new Chain(sha256)
    const one = chain.append({ type: 'session-end', at: 1, reason: '' })
    const many = chain.seal(SESSION.map(encodeEvent))
    expect(await verify(Buffer.concat([one, many]))).toMatchObject({ ok: true, events: 1 + SESSION.length })
    many[many.length - 1] = 0
    expect(await verify(Buffer.concat([one, many]))).toMatchObject({
      ok: false,
      event: 1,
      offset: one.length,
    })
  })
})
