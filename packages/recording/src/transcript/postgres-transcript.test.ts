import { describe, expect, it } from 'vitest'
import type { TranscriptItem } from './item'
import { PostgresTranscript } from './postgres-transcript'

const int16 = (value: number) => [(value >> 8) & 255, value & 255]
const int32 = (value: number) => [
  (value >>> 24) & 255,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
]
const utf8 = (text: string) => [...new TextEncoder().encode(text)]
const cstring = (text: string) => [...utf8(text), 0]
const message = (type: string, ...body: number[]) => [...utf8(type), ...int32(body.length + 4), ...body]

const column = (name: string, typeOid: number, format = 0) => [
  ...cstring(name),
  ...int32(16_385), // table
  ...int16(2), // attribute
  ...int32(typeOid),
  ...int16(0xffff), // variable size
  ...int32(-1), // type modifier
  ...int16(format),
]
const description = (...columns: number[][]) => message('T', ...int16(columns.length), ...columns.flat())
const row = (...cells: (number[] | null)[]) =>
  message(
    'D',
    ...int16(cells.length),
    ...cells.flatMap((cell) => (cell ? [...int32(cell.length), ...cell] : int32(-1))),
  )
const shown = (name: string, typeOid: number, format = 0) => ({
  name,
  tableOid: 16_385,
  attribute: 2,
  typeOid,
  typeModifier: -1,
  format,
})

const decode = (...messages: number[][]) => new PostgresTranscript().push(Uint8Array.from(messages.flat()))

const CONVERSATION: [message: number[], item: TranscriptItem | null][] = [
  [
    message('S', ...cstring('client_encoding'), ...cstring('UTF8')),
    { kind: 'parameter', name: 'client_encoding', value: 'UTF8' },
  ],
  [message('K', ...int32(77), ...int32(123)), { kind: 'backend-key', processId: 77 }],
  [message('Z', ...utf8('I')), { kind: 'ready', transaction: 'idle' }],
  [message('1'), { kind: 'step', step: 'parse-complete' }],
  [message('2'), { kind: 'step', step: 'bind-complete' }],
  [message('t', ...int16(0)), { kind: 'step', step: 'parameters' }],
  [
    description(column('id', 23), column('é-mail', 25)),
    { kind: 'columns', columns: [shown('id', 23), shown('é-mail', 25)] },
  ],
  [
    row(utf8('1'), utf8('a***@***.com')),
    {
      kind: 'rows',
      rows: [
        ['1', 'a***@***.com'],
        ['2', null],
        ['3', ''],
      ],
    },
  ],
  [row(utf8('2'), null), null],
  [row(utf8('3'), []), null],
  [message('C', ...cstring('SELECT 3')), { kind: 'complete', tag: 'SELECT 3' }],
  [message('s'), { kind: 'suspended' }],
  [message('I'), { kind: 'empty-query' }],
  [message('n'), { kind: 'step', step: 'no-data' }],
  [message('3'), { kind: 'step', step: 'close-complete' }],
  [
    message(
      'N',
      ...cstring('SNOTICE'),
      ...cstring('VNOTICE'),
      ...cstring('C01000'),
      ...cstring('MWaiting'),
      0,
    ),
    { kind: 'notice', fields: { severity: 'NOTICE', code: '01000', message: 'Waiting' } },
  ],
  [
    message('E', ...['SFEHLER', 'VERROR', 'C42601', 'Mm', 'Dd', 'Hh', 'P7', 'Ww', 'Zx'].flatMap(cstring), 0),
    {
      kind: 'error',
      fields: {
        severity: 'ERROR',
        code: '42601',
        message: 'm',
        detail: 'd',
        hint: 'h',
        position: 7,
        where: 'w',
      },
    },
  ],
  [
    message('A', ...int32(5), ...cstring('jobs'), ...cstring('7')),
    { kind: 'notification', processId: 5, channel: 'jobs', text: '7' },
  ],
  [message('H', 0, ...int16(1), ...int16(0)), { kind: 'copy-start', direction: 'out', binary: false }],
  [message('d', ...utf8('1\té\n2\t')), { kind: 'copy-lines', lines: ['1\té', '2\t\\N'] }],
  [message('d', ...utf8('\\N\n')), null],
  [message('c'), { kind: 'copy-done' }],
  [message('G', 1, ...int16(0)), { kind: 'copy-start', direction: 'in', binary: true }],
  [message('Z', ...utf8('E')), { kind: 'ready', transaction: 'failed' }],
  [message('?', 1, 2, 3), { kind: 'other', type: '?', bytes: 3 }],
]
const bytes = Uint8Array.from(CONVERSATION.flatMap(([sent]) => sent))
const items = CONVERSATION.flatMap(([, item]) => item ?? [])

/** Joins rows and lines that were split over pushes. */
function merge(pushed: readonly TranscriptItem[]): TranscriptItem[] {
  const merged: TranscriptItem[] = []
  for (const item of pushed) {
    const last = merged.at(-1)
    if (item.kind === 'rows' && last?.kind === 'rows') {
      merged[merged.length - 1] = { kind: 'rows', rows: [...last.rows, ...item.rows] }
    } else if (item.kind === 'copy-lines' && last?.kind === 'copy-lines') {
      merged[merged.length - 1] = { kind: 'copy-lines', lines: [...last.lines, ...item.lines] }
    } else merged.push(item)
  }
  return merged
}

describe('PostgresTranscript', () => {
  it('decodes a conversation', () => {
    expect(new PostgresTranscript().push(bytes)).toEqual(items)
  })

  it('decodes the same when it is split at any byte', () => {
    for (let split = 0; split <= bytes.length; split++) {
      const transcript = new PostgresTranscript()
      const pushed = [...transcript.push(bytes.subarray(0, split)), ...transcript.push(bytes.subarray(split))]
      expect(merge(pushed)).toEqual(items)
    }
  })

  it('decodes the same byte by byte, from one buffer that is used again and again', () => {
    const transcript = new PostgresTranscript()
    const one = Buffer.alloc(1)
    const pushed = [...bytes].flatMap((byte) => {
      one[0] = byte
      return transcript.push(one)
    })
    expect(merge(pushed)).toEqual(items)
  })

  it('gives the rows that are there before the rest arrives', () => {
    const transcript = new PostgresTranscript()
    transcript.push(Uint8Array.from(description(column('id', 23))))
    const [first, second] = [row(utf8('1')), row(utf8('2'))]
    expect(transcript.push(Uint8Array.from([...first, ...second.slice(0, 4)]))).toEqual([
      { kind: 'rows', rows: [['1']] },
    ])
    expect(transcript.push(Uint8Array.from(second.slice(4)))).toEqual([{ kind: 'rows', rows: [['2']] }])
  })

  it.each([
    ['bool', 16, [1], 't'],
    ['int2', 21, int16(-2), '-2'],
    ['int4', 23, int32(-3), '-3'],
    ['int8', 20, [...int32(1), ...int32(0)], '4294967296'],
    ['float4', 700, [0x3d, 0xcc, 0xcc, 0xcd], '0.1'],
    ['float8', 701, [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], '1.5'],
    ['date', 1082, [0xff, 0xff, 0xd5, 0x33], '1970-01-01'],
    ['date far away', 1082, int32(0x7fffffff), '2147483647'],
    ['uuid', 2950, Array.from({ length: 16 }, () => 0), '00000000-0000-0000-0000-000000000000'],
    ['text', 25, utf8('é'), 'é'],
    ['jsonb', 3802, [1, ...utf8('{}')], '{}'],
    ['bytea', 17, [0xde, 0xad], '\\xdead'],
    ['an int4 of a wrong size', 23, [1, 2], '\\x0102'],
  ])('shows a binary %s', (_, typeOid, value, text) => {
    const [, rows] = decode(description(column('c', typeOid, 1)), row(value))
    expect(rows).toEqual({ kind: 'rows', rows: [[text]] })
  })

  it('shows a value as hex that claims to be text and is not', () => {
    const [, rows] = decode(description(column('c', 25)), row([0xff, 0xfe]))
    expect(rows).toEqual({ kind: 'rows', rows: [['\\xfffe']] })
  })

  it('reads the binary value of a column that was described before its format was known', () => {
    const [, rows] = decode(description(column('id', 23)), row(int32(258)))
    expect(rows).toEqual({ kind: 'rows', rows: [['258']] })
  })

  it('shows a binary COPY as hex, message by message', () => {
    expect(
      decode(message('H', 1, ...int16(0)), message('d', 0x50, 0x47), message('d', 1), message('c')),
    ).toEqual([
      { kind: 'copy-start', direction: 'out', binary: true },
      { kind: 'copy-lines', lines: ['\\x5047', '\\x01'] },
      { kind: 'copy-done' },
    ])
  })

  it('gives the last line of a COPY that has no line end, also when it fails', () => {
    const copy = [message('H', 0, ...int16(0)), message('d', ...utf8('half'))]
    expect(decode(...copy, message('c')).at(1)).toEqual({ kind: 'copy-lines', lines: ['half'] })
    expect(decode(...copy, message('E', 0)).at(1)).toEqual({ kind: 'copy-lines', lines: ['half'] })
  })

  it('passes over a message whose body is malformed, cut at any length', () => {
    for (const [[type = 0, ...rest]] of CONVERSATION) {
      for (let length = 0; length < rest.length - 4; length++) {
        const cut = message(String.fromCharCode(type), ...rest.slice(4, 4 + length))
        expect(decode(cut, message('I')).at(-1)).toEqual({ kind: 'empty-query' })
      }
    }
    expect(decode(message('D', 0, 1, 0, 0, 0, 9), message('I'))).toEqual([
      { kind: 'other', type: 'D', bytes: 6 },
      { kind: 'empty-query' },
    ])
  })

  it.each([
    ['shorter than itself', [0x5a, 0, 0, 0, 3]],
    ['larger than PostgreSQL allows', [0x5a, 0x40, 0, 0, 0]],
  ])('refuses a message whose length is %s', (_, raw) => {
    expect(() => decode(raw)).toThrow(expect.objectContaining({ code: 'PROTOCOL_VIOLATION' }))
  })

  it('stays linear when one large message comes in many payloads', () => {
    const large = new Uint8Array(4_000_011).fill(97)
    large.set(message('D', ...int16(1), ...int32(4_000_000)))
    new DataView(large.buffer).setUint32(1, 4_000_010)
    const transcript = new PostgresTranscript()
    const started = performance.now()
    const pushed: TranscriptItem[] = []
    for (let at = 0; at < large.length; at += 64) pushed.push(...transcript.push(large.subarray(at, at + 64)))
    expect(pushed).toHaveLength(1)
    expect(performance.now() - started).toBeLessThan(3000)
  })
})
