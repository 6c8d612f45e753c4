import { DATA_CLASSES, type DataClass, MASK_OPERATORS, type MaskOperator } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { find } from '../test/find'
import { readCases } from '../test/score'
import { maskCell } from './mask-cell'
import { ELEMENTS, OID } from './types'

const key = new TextEncoder().encode('a key')
const bytes = (text: string) => new TextEncoder().encode(text)
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))

interface Given {
  readonly typeOid?: number
  readonly typeModifier?: number
  readonly format?: 0 | 1
  readonly operator?: MaskOperator
  readonly dataClass?: DataClass
}

function mask(value: string | Uint8Array, given: Given = {}): Uint8Array | null {
  const {
    typeOid = OID.text,
    typeModifier = -1,
    format = 0,
    operator = 'redact',
    dataClass = 'other',
  } = given
  const input = typeof value === 'string' ? bytes(value) : value
  return maskCell(input, { typeOid, typeModifier, format }, { operator, dataClass }, key)
}

function maskText(value: string | Uint8Array, given: Given = {}): string | null {
  const masked = mask(value, given)
  return masked && new TextDecoder().decode(masked)
}

const partly = (text: string, dataClass: DataClass) => maskText(text, { operator: 'partial', dataClass })

describe('redact', () => {
  it.each([
    ['bool', OID.bool, 't', 'f', '00'],
    ['int2', OID.int2, '7', '0', '0000'],
    ['int4', OID.int4, '12345678', '0', '00000000'],
    ['int8', OID.int8, '12345678901', '0', '0000000000000000'],
    ['float4', OID.float4, '1.5', '0', '00000000'],
    ['float8', OID.float8, 'NaN', '0', '0000000000000000'],
    ['money', OID.money, '$12.34', '$0.00', '0000000000000000'],
    ['date', OID.date, '1984-05-17', '1970-01-01', 'ffffd533'],
    ['timestamp', OID.timestamp, '1984-05-17 10:00:00', '1970-01-01 00:00:00', 'fffca2fec4c82000'],
    ['timestamptz', OID.timestamptz, '1984-05-17 10:00:00+00', '1970-01-01 00:00:00+00', 'fffca2fec4c82000'],
    ['time', OID.time, '10:00:00', '00:00:00', '0000000000000000'],
    ['timetz', OID.timetz, '10:00:00+01', '00:00:00+00', '000000000000000000000000'],
    ['interval', OID.interval, '1 day', '00:00:00', '00000000000000000000000000000000'],
    [
      'uuid',
      OID.uuid,
      '550e8400-e29b-41d4-a716-446655440000',
      '00000000-0000-0000-0000-000000000000',
      '00000000000000000000000000000000',
    ],
    ['bytea', OID.bytea, '\\xdeadbeef', '\\x', ''],
    ['inet', OID.inet, '10.1.2.3', '0.0.0.0', '0220000400000000'],
    ['macaddr', OID.macaddr, '08:00:2b:01:02:03', '00:00:00:00:00:00', '000000000000'],
    ['point', OID.point, '(1,2)', '(0,0)', '00000000000000000000000000000000'],
    ['int4range', OID.int4range, '[1,5)', 'empty', '01'],
    ['tsvector', OID.tsvector, "'a':1", '', '00000000'],
    ['text', OID.text, 'jane', '***', '2a2a2a'],
    ['name', OID.name, 'jane', '***', '2a2a2a'],
    ['xml', OID.xml, '<a/>', '***', '2a2a2a'],
    ['"char"', OID.char, 'j', '*', '2a'],
  ])('%s', (_, typeOid, value, text, binary) => {
    expect(maskText(value, { typeOid })).toBe(text)
    expect(mask(value, { typeOid, format: 1 })).toEqual(hex(binary))
  })

  it.each([
    ['the scale of the type', '123.456', ((10 << 16) | 2) + 4, '0.00', '0000000000000002'],
    ['the scale of the value', '123.456', -1, '0.000', '0000000000000003'],
    ['no scale', '123', -1, '0', '0000000000000000'],
    ['a negative scale', '12300', ((10 << 16) | 0x7fe) + 4, '0', '0000000000000000'],
    ['NaN', 'NaN', -1, '0', '0000000000000000'],
  ])('numeric keeps %s', (_, value, typeModifier, text, binary) => {
    expect(maskText(value, { typeOid: OID.numeric, typeModifier })).toBe(text)
    const dscale = hex(`000100000000${binary.slice(12)}007b`)
    expect(mask(dscale, { typeOid: OID.numeric, typeModifier, format: 1 })).toEqual(hex(binary))
  })

  it('bit keeps its length', () => {
    expect(maskText('101', { typeOid: OID.bit, typeModifier: 3 })).toBe('000')
    expect(mask(hex('00000003a0'), { typeOid: OID.bit, typeModifier: 3, format: 1 })).toEqual(
      hex('0000000300'),
    )
  })

  it('tells neither emptiness nor length', () => {
    expect(maskText('')).toBe('***')
    expect(maskText('x'.repeat(1000))).toBe('***')
  })

  it.each([
    ['varchar(2)', OID.varchar, 6, 'ja', '**'],
    ['varchar(20)', OID.varchar, 24, 'jane', '***'],
    ['varchar', OID.varchar, -1, 'jane', '***'],
    ['char(5)', OID.bpchar, 9, 'jö   ', '***  '],
    ['char(2)', OID.bpchar, 6, 'jö', '**'],
    ['bpchar', OID.bpchar, -1, 'jane doe', '***'],
  ])('fits into %s', (_, typeOid, typeModifier, value, text) => {
    expect(maskText(value, { typeOid, typeModifier })).toBe(text)
  })

  it.each([
    ['an enum, a composite or a type of an extension', 16_385],
    ['an array of those', 16_390],
    ['a type of PostgreSQL that has no mask', 5078],
  ])('is NULL for %s', (_, typeOid) => {
    expect(mask('active', { typeOid })).toBeNull()
    expect(mask('active', { typeOid, format: 1, operator: 'hash' })).toBeNull()
  })
})

describe('partial', () => {
  it.each([
    ['email', 'jane@example.com', 'j***@***.com'],
    ['email', 'élise@example.museum', 'é***@***.museum'],
    ['email', 'a@example.com', '***@***.com'],
    ['email', 'jane@localhost', 'j***@***'],
    ['email', '@example.com', '***@***.com'],
    ['email', 'jane', '***'],
    ['email', '', '***'],
    ['phone', '+1 (415) 555-0132', '+* (***) ***-0132'],
    ['phone', '4155550132', '******0132'],
    ['phone', '415-555-0132 ext. 7', '***-***-*132 ***. 7'],
    ['phone', '555-0132', '***'],
    ['card', '4111 1111 1111 1111', '**** **** **** 1111'],
    ['card', '4111', '***'],
    ['ssn', '536-90-4399', '***-**-4399'],
    ['ssn', '4399', '***'],
    ['other', 'reference 12345', '***2345'],
    ['other', '1234567', '***'],
    ['other', '12345678', '***5678'],
    [
      'other',
      '\u{1F512}\u{1F512}\u{1F512}\u{1F512}\u{1F512}\u{1F512}\u{1F512}\u{1F513}',
      '***\u{1F512}\u{1F512}\u{1F512}\u{1F513}',
    ],
    ['secret', 'sk_live_abcdef', '***cdef'],
    ['address', '12 Main Street', '***reet'],
    ['name', 'Jane Doe-Miller', '***'],
    ['birth-date', '1984-05-17', '***'],
  ] as const)('%s: %s', (dataClass, text, masked) => {
    expect(partly(text, dataClass)).toBe(masked)
  })

  it('is nothing that a detector finds', () => {
    const masked = ['jane@example.com', '4111 1111 1111 1111', '536-90-4399', '+1 (415) 555-0132'].flatMap(
      (value) => DATA_CLASSES.map((dataClass) => partly(value, dataClass) ?? ''),
    )
    for (const name of ['email', 'card', 'ssn', 'phone'] as const)
      expect(find(masked.join('\n'), name)).toEqual([])
  })

  it('fits into its type', () => {
    const given = { operator: 'partial', dataClass: 'email' } as const
    expect(maskText('a@b.co', { ...given, typeOid: OID.varchar, typeModifier: 10 })).toBe('***@**')
    expect(maskText('jane@example.com    ', { ...given, typeOid: OID.bpchar, typeModifier: 24 })).toBe(
      'j***@***.com        ',
    )
  })
})

describe('hash', () => {
  const hashed = (value: string | Uint8Array, given: Given = {}) =>
    maskText(value, { ...given, operator: 'hash' })

  it('is the HMAC-SHA-256 under the key, in 16 hex digits', () => {
    // printf %s jane | openssl dgst -sha256 -hmac 'a key'
    expect(hashed('jane')).toBe('9007c4256b7fef2b')
  })

  it('is the same for the same value in text and binary, varchar and char(n)', () => {
    expect(hashed('jane', { format: 1 })).toBe(hashed('jane'))
    expect(hashed('jane', { typeOid: OID.varchar, typeModifier: 104 })).toBe(hashed('jane'))
    expect(hashed('jane                ', { typeOid: OID.bpchar, typeModifier: 24 })?.trim()).toBe(
      hashed('jane'),
    )
    expect(hashed('joan')).not.toBe(hashed('jane'))
  })

  it('is another under another key', () => {
    const column = { typeOid: OID.text, typeModifier: -1, format: 0 } as const
    const other = maskCell(bytes('jane'), column, { operator: 'hash', dataClass: 'other' }, bytes('other'))
    expect(other).not.toEqual(mask('jane', { operator: 'hash' }))
  })

  it('is a string in JSON', () => {
    expect(hashed('"jane"', { typeOid: OID.json })).toBe(`"${hashed('jane')}"`)
    expect(hashed('\u0001"jane"', { typeOid: OID.jsonb, format: 1 })).toBe(`\u0001"${hashed('jane')}"`)
  })

  it('redacts where a hash has no room', () => {
    expect(hashed('7', { typeOid: OID.int4 })).toBe('0')
  })
})

describe('every operator', () => {
  const types = [...Object.values(OID), ...ELEMENTS.keys(), 16_385]

  it.each(MASK_OPERATORS)('%s never throws and never returns its input, whatever the bytes', (operator) => {
    const values = [
      '',
      '00',
      'ff',
      '2a2a2a',
      '7fffffff7fffffff',
      '0001',
      'ffffffffffffffffffffffffffff',
      '000000010000000000000019ffffffff',
    ]
    for (const typeOid of types) {
      for (const value of values.map(hex)) {
        for (const format of [0, 1] as const) {
          for (const typeModifier of [-1, 0, 3, 4, 5, 104, 0x7fffffff]) {
            for (const dataClass of DATA_CLASSES) {
              expect(mask(value, { typeOid, typeModifier, format, operator, dataClass })).not.toBe(value)
            }
          }
        }
      }
    }
  })

  it('null is NULL in every type', () => {
    for (const typeOid of types) expect(mask('x', { typeOid, operator: 'null' })).toBeNull()
  })
})

interface WireMask {
  readonly name: string
  readonly text_hex: string
  readonly binary_hex: string
  readonly breaks: readonly string[]
}

/** Masks that real drivers were seen to accept. */
describe.runIf(readCases('pg_wire_masks.json').length > 0)('what drivers accept', () => {
  const known: readonly [string, number, number][] = [
    ['int4 good', OID.int4, -1],
    ['int8 good', OID.int8, -1],
    ['numeric good', OID.numeric, ((10 << 16) | 2) + 4],
    ['float8 good', OID.float8, -1],
    ['bool good', OID.bool, -1],
    ['date good', OID.date, -1],
    ['timestamptz good', OID.timestamptz, -1],
    ['uuid good', OID.uuid, -1],
    ['jsonb good', OID.jsonb, -1],
    ['bytea good', OID.bytea, -1],
    ['inet good', OID.inet, -1],
    ['interval good', OID.interval, -1],
  ]

  it.each(known)('%s', (name, typeOid, typeModifier) => {
    const cases = readCases<WireMask>('pg_wire_masks.json')
    const good = cases.find((one) => one.name.startsWith(name))
    expect(good?.breaks).toEqual([])
    const value = typeOid === OID.jsonb ? '"x"' : 'x'
    expect(mask(value, { typeOid, typeModifier })).toEqual(hex(good?.text_hex ?? ''))
    expect(mask(typeOid === OID.jsonb ? '\u0001"x"' : 'x', { typeOid, typeModifier, format: 1 })).toEqual(
      hex(good?.binary_hex ?? ''),
    )
  })
})

describe('what has parts', () => {
  const redacted = (value: string, typeOid: number, format: 0 | 1 = 0) => {
    const bytes = format === 1 ? hex(value) : new TextEncoder().encode(value)
    const masked = maskCell(
      bytes,
      { typeOid, typeModifier: -1, format },
      { operator: 'redact', dataClass: 'other' },
      key,
    )
    return format === 1
      ? Buffer.from(masked ?? []).toString('hex')
      : new TextDecoder().decode(masked ?? new Uint8Array(0))
  }

  it.each([
    ['{"a":1}', '{"a":0}'],
    [
      '{"a": ["x", true, null, -1.5e3], "b": {"c": "\\u0041"}}',
      '{"a": ["***", false, null, 0], "b": {"c": "***"}}',
    ],
    ['"jane"', '"***"'],
    ['{"jane@example.com": 1}', '{"***": 0}'],
    ['{"a": jane}', '"***"'],
    ['', ''],
  ])('JSON keeps its shape: %s', (value, masked) => {
    expect(redacted(value, OID.json)).toBe(masked)
    expect(redacted(`01${Buffer.from(value).toString('hex')}`, OID.jsonb, 1)).toBe(
      `01${Buffer.from(masked).toString('hex')}`,
    )
  })

  it.each([
    [1009, '{a,NULL,"b c","NULL"}', '{***,NULL,***,***}'],
    [1009, '[0:1]={a,b}', '[0:1]={***,***}'],
    [1009, '{{a},{b}}', '{{***},{***}}'],
    [1009, '{}', '{}'],
    [1007, '{1,NULL}', '{0,NULL}'],
    [1182, '{2024-05-17}', '{1970-01-01}'],
    [1009, 'no array', '{}'],
  ])('an array of type %i keeps its dimensions: %s', (typeOid, value, masked) => {
    expect(redacted(value, typeOid)).toBe(masked)
  })

  it('an array in binary keeps its dimensions', () => {
    expect(redacted('00000001000000010000001900000002000000010000000161ffffffff', 1009, 1)).toBe(
      '000000010000000100000019000000020000000100000003' + '2a2a2a' + 'ffffffff',
    )
  })
})
