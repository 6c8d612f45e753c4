import { describe, expect, it } from 'vitest'
import { record, SESSION } from '../test/samples'
import { readRecords } from './read-records'

const { records, bytes } = record(SESSION)
const ends = records.map((_, index) =>
  records.slice(0, index + 1).reduce((sum, each) => sum + each.length, 0),
)

/** A record around any header, with a hash of zeros. */
function rawRecord(header: string | Uint8Array, payload = '', headerLength?: number): Uint8Array {
  const headerBytes = Buffer.from(header)
  const raw = Buffer.alloc(40 + headerBytes.length + payload.length)
  raw.writeUInt32BE(raw.length - 4, 0)
  raw.writeUInt32BE(headerLength ?? headerBytes.length, 36)
  headerBytes.copy(raw, 40)
  raw.write(payload, 40 + headerBytes.length)
  return raw
}

const read = (...parts: Uint8Array[]) => [...readRecords(new Uint8Array(Buffer.concat(parts)))]

describe('readRecords', () => {
  it('reads back every event as it was appended', () => {
    expect(read(bytes).map(({ event }) => ({ ...event }))).toEqual(SESSION)
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
      expect([...first, ...second].map(({ event }) => ({ ...event }))).toEqual(SESSION)
    }
  })

  it('reads from the middle of a larger buffer', () => {
    const inside = Buffer.concat([Buffer.alloc(13), bytes, Buffer.alloc(5)]).subarray(13, 13 + bytes.length)
    expect(read(inside)).toHaveLength(SESSION.length)
  })

  it.each([
    ['a length too small for a hash and a header length', Buffer.from([0, 0, 0, 35, ...Buffer.alloc(35)])],
    ['a length above the largest record', Buffer.from([0x00, 0x40, 0, 0])],
    ['a length of four gigabytes', Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['a header that is longer than its record', rawRecord('{}', '', 3)],
    ['a header length of four gigabytes', rawRecord('{}', '', 0xffffffff)],
    ['an empty header', rawRecord('')],
    ['a header that is not JSON', rawRecord('{"type":')],
    [
      'a header that is not UTF-8',
      rawRecord(Buffer.from('{"type":"session-end","at":1,"reason":"\xff"}', 'latin1')),
    ],
    ['a header with a byte order mark', rawRecord('\ufeff{"type":"session-end","at":1,"reason":""}')],
    ['a header nested a million deep', rawRecord('['.repeat(1_000_000))],
    ['a header that is not an object', rawRecord('null')],
    ['a list as a header', rawRecord('[]')],
    ['an unknown type', rawRecord('{"type":"other","at":1}')],
    ['an inherited property as a type', rawRecord('{"type":"toString","at":1}')],
    ['no time', rawRecord('{"type":"session-end","reason":""}')],
    ['a negative time', rawRecord('{"type":"session-end","at":-1,"reason":""}')],
    ['a time that is text', rawRecord('{"type":"session-end","at":"1","reason":""}')],
    ['a missing field', rawRecord('{"type":"session-end","at":1}')],
    ['a payload where there is none', rawRecord('{"type":"session-end","at":1,"reason":""}', 'x')],
    ['a fractional count', rawRecord('{"type":"output","at":1,"statement":1,"rows":0.5,"masked":0}')],
    [
      'an unknown verb',
      rawRecord(statement({ operations: [{ verb: 'eat', resource: '', conditions: [] }] })),
    ],
    ['an operation that is null', rawRecord(statement({ operations: [null] }))],
    ['a parameter that is a number', rawRecord(statement({ parameters: [1] }))],
    ['parameters that are null', rawRecord(statement({ parameters: null }))],
    ['an unknown effect', rawRecord(statement({ decision: { effect: 'maybe', rule: null, message: '' } }))],
    ['a rule that is missing', rawRecord(statement({ decision: { effect: 'deny', message: '' } }))],
  ])('refuses %s', (_, raw) => {
    expect(() => read(raw)).toThrow(expect.objectContaining({ code: 'PROTOCOL_VIOLATION' }))
  })

  it('ignores fields that it does not know', () => {
    const [first] = read(
      rawRecord('{"type":"session-end","at":1,"reason":"r","__proto__":{"x":1},"more":[1]}'),
    )
    expect(first?.event).toEqual({ type: 'session-end', at: 1, reason: 'r' })
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

function statement(changes: object): string {
  const decision = { effect: 'allow', rule: null, message: '' }
  return JSON.stringify({
    type: 'statement',
    at: 1,
    statement: 1,
    text: '',
    operations: [],
    decision,
    ...changes,
  })
}
