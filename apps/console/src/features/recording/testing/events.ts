import { createHash } from 'node:crypto'
import { Chain, type RecordedEvent, type RecordedStatement } from '@sallyport/recording'

/** A message of PostgreSQL's protocol: its type, its length, its body. */
export function message(type: string, ...body: readonly Uint8Array[]): Uint8Array {
  const whole = Buffer.concat(body)
  return Buffer.concat([Buffer.from(type), int32(whole.length + 4), whole])
}

export function text(value: string): Uint8Array {
  return Buffer.from(`${value}\0`)
}

export function rowDescription(...names: readonly string[]): Uint8Array {
  const columns = names.map((name) =>
    // table 0, column 0, type text, size -1, modifier -1, text format
    Buffer.concat([text(name), int32(0), int16(0), int32(25), int16(0xffff), int32(-1), int16(0)]),
  )
  return message('T', int16(names.length), ...columns)
}

export function row(...cells: readonly string[]): Uint8Array {
  const values = cells.map((cell) => Buffer.concat([int32(Buffer.byteLength(cell)), Buffer.from(cell)]))
  return message('D', int16(cells.length), ...values)
}

export function statement(at: number, number: number): RecordedStatement {
  return {
    type: 'statement',
    at,
    statement: number,
    text: `SELECT ${number}`,
    operations: [{ verb: 'read', resource: 'shop.public.orders', conditions: [] }],
    decision: { effect: 'allow', rule: 'Read', message: '' },
  }
}

/** A recording of the events, with its records one by one and the chain's head at its end. */
export function recordingOf(events: readonly RecordedEvent[]) {
  const chain = new Chain((data) => createHash('sha256').update(data).digest())
  const records = events.map((event) => chain.append(event))
  return {
    records,
    bytes: new Uint8Array(Buffer.concat(records)),
    head: Buffer.from(chain.head).toString('hex'),
  }
}

function int16(value: number): Uint8Array {
  return Uint8Array.of((value >> 8) & 0xff, value & 0xff)
}

function int32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
