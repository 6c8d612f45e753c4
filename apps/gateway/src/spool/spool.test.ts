import { createHash } from 'node:crypto'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Chain, type RecordedEvent, readRecords } from '@sallyport/recording'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GATEWAY_LOST, Spool } from './spool'
import { Upload } from './upload'

const sessionId = '019ab000-0000-7000-8000-000000000001'
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest()
const output = (text: string): RecordedEvent => ({
  type: 'output',
  at: 0,
  statement: 1,
  rows: 1,
  masked: 0,
  payload: Buffer.from(text),
})

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'spool-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

describe('Spool', () => {
  it('keeps a file until the console has all of a finished session', async () => {
    const spool = new Spool(directory, 1e6)
    const file = spool.create(sessionId)
    file.append(new Chain(sha256).append(output('row')))
    await file.sync()
    spool.acknowledge(sessionId, file.size)
    expect(readdirSync(directory)).toHaveLength(1)
    file.finish()
    spool.acknowledge(sessionId, file.size)
    expect(readdirSync(directory)).toHaveLength(0)
  })

  it('refuses to record more than it may hold', () => {
    const spool = new Spool(directory, 100)
    const file = spool.create(sessionId)
    expect(() => file.append(Buffer.alloc(101))).toThrow('spool is full')
    expect(() => spool.create('019ab000-0000-7000-8000-000000000002')).toThrow('spool is full')
    spool.acknowledge(sessionId, 101)
    expect(() => spool.create('019ab000-0000-7000-8000-000000000002')).not.toThrow()
  })

  it('ends the sessions of a killed process and cuts off a record that was half written', () => {
    const chain = new Chain(sha256)
    const whole = chain.append(output('kept'))
    const path = join(directory, `${sessionId}.rec`)
    writeFileSync(path, whole)
    appendFileSync(path, chain.append(output('lost')).subarray(0, 20))

    const spool = new Spool(directory, 1e6)
    const bytes = readFileSync(path)
    const events = [...readRecords(bytes)].map(({ event }) => event)
    expect(events).toMatchObject([{ type: 'output' }, { type: 'session-end', reason: GATEWAY_LOST }])
    expect(() => new Chain(sha256).accept(bytes)).not.toThrow()
    expect(spool.files.get(sessionId)).toMatchObject({ isFinished: true, size: bytes.length })
  })

  it('sets aside what the console will never take, once it has ended, and does not count it', () => {
    const spool = new Spool(directory, 100)
    const file = spool.create(sessionId)
    file.append(Buffer.alloc(60))
    spool.refuse(sessionId)
    file.finish()
    expect(readdirSync(directory)).toEqual([`${sessionId}.rec.refused`])
    expect(() => spool.create(sessionId).append(Buffer.alloc(60))).not.toThrow()
    expect(new Spool(directory, 100).files.size).toBe(0)
  })

  it('starts although a file is damaged, and leaves it for people to look at', () => {
    const path = join(directory, `${sessionId}.rec`)
    writeFileSync(path, Buffer.from('00000004ffffffff', 'hex'))
    expect(new Spool(directory, 1e6).files.size).toBe(0)
    expect(readFileSync(path)).toHaveLength(8)
  })
})

describe('Upload', () => {
  /** A console that stores what connects to what it has, as the real one does. */
  function receive(spool: Spool) {
    const stored: Buffer[] = []
    const answers: (() => void)[] = []
    const size = () => Buffer.concat(stored).length
    const link = {
      isOpen: true,
      isStoring: true,
      sendRecords(id: string, offset: number, records: Buffer) {
        if (offset <= size() && link.isStoring) stored.push(records.subarray(size() - offset))
        answers.push(() => upload.acknowledged(id, size()))
      },
      resume: (id: string) => void answers.push(() => upload.acknowledged(id, size())),
    }
    const upload = new Upload(spool, link)
    const settle = () => {
      for (let answer = answers.shift(); answer; answer = answers.shift()) answer()
    }
    return { link, upload, stored: () => Buffer.concat(stored), settle }
  }

  it('brings a session as it grows, and removes it at its end', () => {
    const spool = new Spool(directory, 1e8)
    const console = receive(spool)
    const file = spool.create(sessionId)
    const chain = new Chain(sha256)
    for (let row = 0; row < 50; row++) file.append(chain.append(output(`row ${row}`.padEnd(100_000))))
    console.settle()
    file.finish()
    console.settle()
    expect([...readRecords(console.stored())]).toHaveLength(50)
    expect(readdirSync(directory)).toHaveLength(0)
  })

  it('goes on where the console is after the link was lost', () => {
    const spool = new Spool(directory, 1e8)
    const console = receive(spool)
    const file = spool.create(sessionId)
    const chain = new Chain(sha256)
    file.append(chain.append(output('before')))
    console.settle()
    console.link.isOpen = false
    file.append(chain.append(output('while away')))
    file.finish()
    console.link.isOpen = true
    console.upload.restart()
    console.settle()
    expect([...readRecords(console.stored())]).toHaveLength(2)
    expect(readdirSync(directory)).toHaveLength(0)
  })

  it('sends again what the console could not store', () => {
    const spool = new Spool(directory, 1e8)
    const console = receive(spool)
    const file = spool.create(sessionId)
    const chain = new Chain(sha256)
    file.append(chain.append(output('first')))
    console.settle()
    console.link.isStoring = false
    file.append(chain.append(output('second')))
    console.link.isStoring = true
    file.append(chain.append(output('third')))
    console.settle()
    expect([...readRecords(console.stored())]).toHaveLength(3)
  })
})
