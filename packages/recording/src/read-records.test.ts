import { describe, expect, it } from 'vitest'
import { record, SESSION } from '../test/samples'
import { readRecords } from './read-records'

const { records, bytes } = record(SESSION)
const ends = records.map((_, index) =>
  records.slice(0, index + 1).reduce((sum, each) => sum + each.length, 0),
)

/** A record around any events, with a hash of zeros. */
function rawRecord(...events: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(events)
  const raw = Buffer.alloc(36 + body.length)
  raw.writeUInt32BE(raw.length - 4, 0)
  body.copy(raw, 36)
  return raw
}

/** An event of any type with any body, and a length that is right if none is given. */
function rawEvent(type: number, body: string | Uint8Array = '', length?: number): Uint8Array {
  const bytes = Buffer.from(body)
  const raw = Buffer.alloc(11 + bytes.length)
  raw.writeUInt32BE(length ?? raw.length - 4, 0)
  raw[4] = type
  raw[10] = 1
  bytes.copy(raw, 11)
  return raw
}

const [START, STATEMENT, APPROVAL, OUTPUT, STATEMENT_END, END] = [1, 2, 3, 4, 5, 6]
const one = Buffer.from([0, 0, 0, 1])
const zero = Buffer.alloc(4)

/** A statement event: its number, an empty text, no parameters, and some JSON. */
function statement(changes: object): Uint8Array {
  const decision = { effect: 'allow', rule: null, message: '' }
  const rest = JSON.stringify({ operations: [], decision, ...changes })
  return rawEvent(STATEMENT ?? 0, Buffer.concat([one, zero, Buffer.alloc(2), Buffer.from(rest)]))
}

const read = (...parts: Uint8Array[]) => [...readRecords(new Uint8Array(Buffer.concat(parts)))]

describe('readRecords', () => {
  it('reads back every event as it was appended', () => {
    expect(read(bytes).flatMap(({ events }) => events)).toEqual(SESSION)
    expect(read(bytes).map(({ end }) => end)).toEqual(ends)
    expect(read(bytes).map(({ offset }) => offset)).toEqual([0, ...ends.slice(0, -1)])
  })

  it('stops before a partial last record, cut at any length', () => {
    for (let length = 0; length <= bytes.length; length++) {
      expect(read(bytes.subarray(0, length))).toHaveLength(ends.filter((end) => end <= length).length)
    }
  })

  it('reads a stream that was split at any byte, the rest joined to what comes next', () => {
    for (let split = 0; split <= bytes.length; split++) {
      const first = read(bytes.subarray(0, split))
      const second = read(bytes.subarray(first.at(-1)?.end ?? 0))
      expect([...first, ...second].flatMap(({ events }) => events)).toEqual(SESSION)
    }
  })

  it('reads from the middle of a larger buffer', () => {
    const inside = Buffer.concat([Buffer.alloc(13), bytes, Buffer.alloc(5)]).subarray(13, 13 + bytes.length)
    expect(read(inside)).toHaveLength(SESSION.length)
  })

  it.each([
    ['a length too small for a hash and an event', Buffer.from([0, 0, 0, 42, ...Buffer.alloc(42)])],
    ['a length above the largest record', Buffer.from([0x00, 0x40, 0, 0])],
    ['a length of four gigabytes', Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['an event that is longer than its record', rawRecord(rawEvent(END, '{"reason":""}', 100))],
    ['an event length of four gigabytes', rawRecord(rawEvent(END, '{"reason":""}', 0xffffffff))],
    ['an event that is too short for its time', rawRecord(rawEvent(END, '{"reason":""}', 6))],
    ['a record that ends inside an event', rawRecord(rawEvent(END, '{"reason":""}'), Buffer.alloc(5))],
    ['no event', rawRecord(Buffer.alloc(0))],
    ['JSON that is none', rawRecord(rawEvent(END, '{"reason":'))],
    ['JSON that is not UTF-8', rawRecord(rawEvent(END, Buffer.from('{"reason":"\xff"}', 'latin1')))],
    ['JSON with a byte order mark', rawRecord(rawEvent(END, '\ufeff{"reason":""}'))],
    ['JSON nested a million deep', rawRecord(rawEvent(END, '['.repeat(1_000_000)))],
    ['JSON that is not an object', rawRecord(rawEvent(END, 'null'))],
    ['a list where an object should be', rawRecord(rawEvent(END, '[]'))],
    ['an unknown type', rawRecord(rawEvent(7))],
    ['no type', rawRecord(rawEvent(0))],
    ['a missing field', rawRecord(rawEvent(END, '{}'))],
    ['an inherited property as a field', rawRecord(rawEvent(START, '{"__proto__":{"sessionId":""}}'))],
    ['an output without its counts', rawRecord(rawEvent(OUTPUT, one))],
    ['an approval that is cut off', rawRecord(rawEvent(APPROVAL, zero.subarray(1)))],
    [
      'a statement that ends in an unknown way',
      rawRecord(rawEvent(STATEMENT_END, Buffer.concat([one, Buffer.alloc(7, 3)]))),
    ],
    ['a text that is longer than its event', rawRecord(rawEvent(STATEMENT, Buffer.concat([one, one, one])))],
    [
      'parameters that are not there',
      rawRecord(rawEvent(STATEMENT, Buffer.concat([one, zero, Buffer.alloc(2, 1)]))),
    ],
    [
      'an unknown verb',
      rawRecord(statement({ operations: [{ verb: 'eat', resource: '', conditions: [] }] })),
    ],
    ['an operation that is null', rawRecord(statement({ operations: [null] }))],
    ['an unknown effect', rawRecord(statement({ decision: { effect: 'maybe', rule: null, message: '' } }))],
    ['a rule that is missing', rawRecord(statement({ decision: { effect: 'deny', message: '' } }))],
  ])('refuses %s', (_, raw) => {
    expect(() => read(raw)).toThrow(expect.objectContaining({ code: 'PROTOCOL_VIOLATION' }))
  })

  it('shows a binary parameter in hexadecimal, and NULL as null', () => {
    const parameters = Buffer.from([0, 2, 0, 0, 0, 2, 1, 0xca, 0xfe, 0xff, 0xff, 0xff, 0xff, 0])
    const rest = Buffer.from('{"operations":[],"decision":{"effect":"allow","rule":null,"message":""}}')
    const [record] = read(rawRecord(rawEvent(STATEMENT, Buffer.concat([one, zero, parameters, rest]))))
    expect(record?.events).toMatchObject([{ parameters: ['\\xcafe', null] }])
  })

  it('ignores fields that it does not know', () => {
    const [first] = read(rawRecord(rawEvent(END, '{"reason":"r","__proto__":{"x":1},"more":[1]}')))
    expect(first?.events).toEqual([{ type: 'session-end', at: 1, reason: 'r' }])
  })

  it('never reads outside its bytes, whatever they are', () => {
    for (let round = 0; round < 3000; round++) {
      const mutated = Uint8Array.from(bytes)
      for (let change = 0; change <= round % 4; change++) {
        mutated[(round * 7919 + change * 104_729) % mutated.length] = (round * 31 + change * 17) % 256
      }
      try {
        for (const { end } of readRecords(mutated)) expect(end).toBeLessThanOrEqual(mutated.length)
      } catch (error) {
        expect(error).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
      }
    }
  })
})
