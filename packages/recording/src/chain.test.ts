import { describe, expect, it } from 'vitest'
import { record, SESSION, sha256 } from '../test/samples'
import { Chain, equalBytes } from './chain'
import { encodeEvent } from './encode-event'
import { MAX_RECORD_BYTES } from './layout'
import { readRecords } from './read-records'

const { records, bytes, head } = record(SESSION)
const output = (size: number) =>
  ({ type: 'output', at: 1, statement: 1, rows: 0, masked: 0, payload: new Uint8Array(size) }) as const

describe('Chain', () => {
  it('hashes the previous hash and the events', () => {
    let previous: Uint8Array = Buffer.alloc(32)
    for (const each of records) {
      const expected = sha256(Buffer.concat([previous, each.subarray(36)]))
      expect(Buffer.from(each.subarray(4, 36)).toString('hex')).toBe(Buffer.from(expected).toString('hex'))
      previous = expected
    }
    expect(equalBytes(previous, head)).toBe(true)
  })

  it('goes on from a given head', () => {
    const first = new Chain(sha256)
    first.append(output(1))
    const second = new Chain(sha256, first.head)
    expect(first.append(output(2))).toEqual(second.append(output(2)))
  })

  it('does not share its head with whoever gave it', () => {
    const given = new Uint8Array(32)
    const chain = new Chain(sha256, given)
    given.fill(1)
    expect(chain.head).toEqual(new Uint8Array(32))
  })

  it('refuses a head of another length', () => {
    expect(() => new Chain(sha256, new Uint8Array(31))).toThrow('32 bytes')
  })

  it('records the largest event that fits and refuses the next one, staying as it was', () => {
    const chain = new Chain(sha256)
    const room = MAX_RECORD_BYTES - new Chain(sha256).append(output(0)).length
    const before = chain.head
    expect(() => chain.append(output(room + 1))).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }))
    expect(chain.head).toEqual(before)
    const largest = chain.append(output(room))
    expect(largest).toHaveLength(MAX_RECORD_BYTES)
    expect([...readRecords(largest)]).toHaveLength(1)
  })

  it('seals events together as it would one by one, under one hash', () => {
    const chain = new Chain(sha256)
    const [first, ...others] = SESSION.map(encodeEvent)
    const sealed = chain.seal([Buffer.concat([first ?? bytes, ...others.slice(0, 2)]), ...others.slice(2)])
    expect([...readRecords(sealed)].map(({ events }) => events)).toEqual([SESSION])
    expect(new Chain(sha256).accept(sealed)).toHaveLength(1)
  })

  it('accepts what follows, in pieces of whole records', () => {
    const chain = new Chain(sha256)
    expect(chain.accept(Buffer.concat(records.slice(0, 3)))).toHaveLength(3)
    expect(chain.accept(Buffer.concat(records.slice(3)))).toHaveLength(SESSION.length - 3)
    expect(equalBytes(chain.head, head)).toBe(true)
  })

  it('leaves the given bytes as they were', () => {
    const given = Buffer.from(bytes) // its slice() does not copy
    new Chain(sha256).accept(given)
    expect(equalBytes(given, bytes)).toBe(true)
  })

  it.each([
    ['a record twice', [0, 0]],
    ['a record left out', [0, 2]],
    ['records in another order', [1, 0]],
  ])('refuses %s and stays as it was', (_, order) => {
    const chain = new Chain(sha256)
    const given = Buffer.concat(order.map((index) => records[index] ?? Buffer.alloc(0)))
    expect(() => chain.accept(given)).toThrow(expect.objectContaining({ code: 'PROTOCOL_VIOLATION' }))
    expect(chain.head).toEqual(new Uint8Array(32))
  })

  it('refuses a partial last record', () => {
    expect(() => new Chain(sha256).accept(bytes.subarray(0, -1))).toThrow('cut off')
  })
})
