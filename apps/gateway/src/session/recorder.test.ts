import { mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Outbox } from '../bytes/outbox'
import { Spool } from '../spool/spool'
import { recordedIn } from '../testing/test-gateway'
import { Output } from './output'
import { NO_PARAMETERS, Recorder } from './recorder'

const SESSION = '019ab000-0000-7000-8000-000000000001'
const VERDICT = Buffer.from('{"operations":[],"decision":{"effect":"allow","rule":"reads","message":""}}')

let directory: string
let spool: Spool
let errors: string[]
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'recorder-'))
  spool = new Spool(directory, 1e9, 8 * 1024 * 1024)
  errors = []
})
afterEach(async () => {
  await spool.close()
  rmSync(directory, { recursive: true })
})

/** A peer, and what it was sent so far. */
function peer(highWaterMark = 1024 * 1024) {
  const stream = new PassThrough({ highWaterMark })
  return { box: new Outbox(stream as unknown as Socket), stream, sent: () => String(stream.read() ?? '') }
}

function record(isStrict: boolean): Recorder {
  return new Recorder(spool, SESSION, { isStrict, onLost: (error) => errors.push(error.code) })
}

function run(recorder: Recorder, text: string): void {
  const bytes = Buffer.from(text)
  recorder.statement(recorder.nextStatement(), { bytes, start: 0, end: bytes.length }, NO_PARAMETERS, VERDICT)
}

const texts = () => recordedIn(spool).map((event) => (event.type === 'statement' ? event.text : event.type))

it('forwards nothing before the batch that records it is written', () => {
  const recorder = record(false)
  const target = peer()
  run(recorder, 'select 1')
  recorder.forward(target.box, Buffer.from('Q'))
  expect(target.sent()).toBe('')
  spool.log.write()
  expect(target.sent()).toBe('Q')
  expect(texts()).toEqual(['select 1'])
})

it('forwards nothing before that batch is flushed where the disk is waited for', async () => {
  const recorder = record(true)
  const target = peer()
  const segments = Reflect.get(spool, 'segments') as { flush(done: (error: Error | null) => void): void }
  const flushes: ((error: Error | null) => void)[] = []
  segments.flush = (done) => void flushes.push(done)
  run(recorder, 'select 1')
  recorder.forward(target.box, Buffer.from('1'))
  spool.log.write()
  run(recorder, 'select 2') // while the first is being flushed
  recorder.forward(target.box, Buffer.from('2'))
  spool.log.write()
  expect(target.sent()).toBe('')
  flushes.shift()?.(null)
  expect(target.sent()).toBe('1')
  flushes.shift()?.(null)
  expect(target.sent()).toBe('2')
  recorder.forward(target.box, Buffer.from('data')) // nothing new was recorded
  expect(target.sent()).toBe('data')
})

it('waits for another try when the disk does not flush', async () => {
  const recorder = record(true)
  const target = peer()
  const segments = Reflect.get(spool, 'segments') as { flush(done: (error: Error | null) => void): void }
  segments.flush = (done) => done(new Error('EIO'))
  run(recorder, 'select 1')
  recorder.forward(target.box, Buffer.from('Q'))
  spool.log.write()
  await setTimeout(10)
  expect(target.sent()).toBe('')
})

it('sends nothing before the batch that records it is written, and then what is recorded', () => {
  const recorder = record(true)
  const client = peer()
  const output = new Output(recorder, client.box)
  const chunk = Buffer.from('rows of one, rows of two')
  output.add(1, chunk, 0, 5)
  output.add(1, chunk, 5, 12)
  output.countRows(2, 1)
  output.endStatement(1, { status: 'done', rows: 2 })
  output.add(2, chunk, 12, chunk.length)
  output.flush()
  chunk.fill('x') // it was read into, and is used again
  expect(client.sent()).toBe('')
  spool.log.write()
  expect(client.sent()).toBe('rows of one, rows of two')
  expect(recordedIn(spool)).toMatchObject([
    { type: 'output', statement: 1, rows: 2, masked: 1, payload: Buffer.from('rows of one,') },
    { type: 'statement-end', statement: 1, status: 'done', rows: 2 },
    { type: 'output', statement: 2, rows: 0, masked: 0, payload: Buffer.from(' rows of two') },
  ])
})

it('splits what is larger than an upload may be, and loses nothing of it', () => {
  const recorder = record(false)
  const client = peer(64 * 1024 * 1024)
  const output = new Output(recorder, client.box)
  const large = Buffer.alloc(5 * 1024 * 1024 + 7, 'abcdefg')
  output.add(1, large, 0, large.length)
  output.flush()
  spool.log.write()
  expect(large.equals(client.stream.read() as Buffer)).toBe(true)
  const payloads = recordedIn(spool).flatMap((event) => (event.type === 'output' ? [event.payload] : []))
  expect(payloads.length).toBeGreaterThan(5)
  expect(large.equals(Buffer.concat(payloads))).toBe(true)
})

it('sends and forwards nothing that could not be written, and ends the session', () => {
  const recorder = record(false)
  const [client, target] = [peer(), peer()]
  const output = new Output(recorder, client.box)
  const segments = Reflect.get(spool, 'segments') as { write: unknown }
  segments.write = () => {
    throw new Error('ENOSPC')
  }
  run(recorder, 'select 1')
  recorder.forward(target.box, Buffer.from('Q'))
  output.add(1, Buffer.from('row'), 0, 3)
  output.flush()
  spool.log.write()
  expect([client.sent(), target.sent(), errors]).toEqual(['', '', ['RECORDING_FAILED']])
})

it('asks whoever makes bytes for a slow peer to wait until they are gone', () => {
  const { box, stream } = peer(1)
  let isEmpty = false
  box.send(Buffer.alloc(300 * 1024))
  expect(box.isFull).toBe(true)
  box.whenEmpty(() => {
    isEmpty = true
  })
  expect(isEmpty).toBe(false)
  stream.resume()
  stream.once('drain', () => undefined)
  return new Promise<void>((resolve) => {
    stream.on('drain', () => setImmediate(resolve))
  }).then(() => expect([isEmpty, box.isFull]).toEqual([true, false]))
})
