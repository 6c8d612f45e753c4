import { DETECTOR_CLASSES } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import type { Column } from '../column'
import { compileDetection, NO_DETECTION } from '../detectors/detection'
import { ELEMENTS, OID } from '../types'
import { canHold } from './can-hold'
import { maskContent, maskText } from './mask-content'

const ALL = compileDetection(DETECTOR_CLASSES)

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (value: Uint8Array) => new TextDecoder().decode(value)
const hex = (value: string) => new Uint8Array(Buffer.from(value.replaceAll(' ', ''), 'hex'))
const column = (typeOid: number, format: 0 | 1 = 0, typeModifier = -1): Column => ({
  typeOid,
  typeModifier,
  format,
})
const mask = (value: Uint8Array, of: Column) => maskContent(value, of, ALL)

describe('maskContent', () => {
  it.each([
    ['text', OID.text, 'write to jane@example.com or +1 415 555 0132', 'write to *** or ***'],
    ['varchar', OID.varchar, '4111 1111 1111 1111', '***'],
    ['char(n)', OID.bpchar, 'jane@example.com    ', '***                 '],
    ['char(n) with other letters', OID.bpchar, 'jörg@example.com  ', '***               '],
    ['xml', OID.xml, '<a b="jane@example.com"/>', '<a b="***"/>'],
    ['tsvector', OID.tsvector, "'jane@example.com':1 'ssn':2", "'***':1 'ssn':2"],
    ['a composite', 16_385, '(1,jane@example.com,"(415) 555-0132")', '(1,***,"***")'],
    ['hstore', 16_386, '"ssn"=>"536-90-4399"', '"ssn"=>"***"'],
    ['bytea as hex', OID.bytea, '\\x6a406578616d706c652e636f6d21', '\\x2a2a2a2a2a2a2a2a2a2a2a2a2a21'],
    ['bytea as text', OID.bytea, 'jane@example.com', '****************'],
    ['int8', OID.int8, '4111111111111111', '0'],
    ['a negative int8', OID.int8, '-4111111111111111', '0'],
    ['numeric', OID.numeric, '4111111111111111', '0'],
    ['numeric with a scale', OID.numeric, '378282246310005.00', '0.00'],
    ['text[]', 1009, '{jane@example.com,NULL,"call 415-555-0132",x}', '{***,NULL,"call ***",x}'],
    ['text[][]', 1009, '{{a,jane@example.com},{"",b}}', '{{a,***},{"",b}}'],
    ['text[] with bounds', 1009, '[0:1]={jane@example.com,b}', '[0:1]={***,b}'],
    ['text[] with quotes', 1009, '{"\\"jane@example.com\\" \\\\ x"}', '{"\\"***\\" \\\\ x"}'],
    ['int8[]', 1016, '{1,4111111111111111,NULL}', '{1,0,NULL}'],
    ['json[]', 199, '{"{\\"card\\": 4111111111111111}","[1]"}', '{"{\\"card\\": null}","[1]"}'],
    ['bytea[]', 1001, '{"\\\\x6a406578616d706c652e636f6d"}', '{"\\\\x2a2a2a2a2a2a2a2a2a2a2a2a2a"}'],
  ])('%s as text', (_, typeOid, value, masked) => {
    expect(text(mask(bytes(value), column(typeOid)))).toBe(masked)
  })

  it.each([
    ['in a string', '{"email": "jane@example.com", "n": 1}', '{"email": "***", "n": 1}'],
    ['in a key', '{"jane@example.com": 1}', '{"***": 1}'],
    ['in a longer string', '["write to jane@example.com now"]', '["write to *** now"]'],
    ['nested', '{"a":{"b":[{"c":"536-90-4399"}]}}', '{"a":{"b":[{"c":"***"}]}}'],
    ['a bare card', '{"card":4111111111111111,"x":1}', '{"card":null,"x":1}'],
    ['a negative card', '[-4111111111111111]', '[null]'],
    [
      'a bare number beside its key',
      '{"ssn": 536904399, "phone": 4155550132}',
      '{"ssn": null, "phone": null}',
    ],
    ['an escaped at sign', '{"email":"jane\\u0040example.com"}', '{"email":"***"}'],
    ['an escaped letter', '["\\u006aane@example.com"]', '["***"]'],
    ['escapes around', '["\\"jane@example.com\\"\\u0020\\\\"]', '["\\"***\\"\\u0020\\\\"]'],
    ['a string in a string', '["{\\"email\\":\\"jane@example.com\\"}"]', '["{\\"email\\":\\"***\\"}"]'],
    ['a scalar', '"jane@example.com"', '"***"'],
  ])('keeps JSON valid: %s', (_, value, masked) => {
    expect(text(mask(bytes(value), column(OID.json)))).toBe(masked)
    expect(text(mask(bytes(value), column(OID.json, 1)))).toBe(masked)
    expect(text(mask(bytes(value), column(OID.jsonb)))).toBe(masked)
    expect(text(mask(bytes(`\u0001${value}`), column(OID.jsonb, 1)))).toBe(`\u0001${masked}`)
    expect(() => JSON.parse(masked)).not.toThrow()
  })

  it('takes the line end with what follows it, and leaves the JSON valid', () => {
    const masked = text(mask(bytes('["Dear\\njane@example.com\\tbye"]'), column(OID.json)))
    expect(masked).toBe('["Dear***\\tbye"]')
    expect(JSON.parse(masked)).toEqual(['Dear***\tbye'])
  })

  it.each([
    ['text', OID.text, '6a406578616d706c652e636f6d', '2a2a2a'],
    ['int8', OID.int8, '000e9b08a568f1c7', '0000000000000000'],
    [
      'a record, keeping its lengths',
      2249,
      '00000001 00000019 0000000d 6a406578616d706c652e636f6d',
      '00000001 00000019 0000000d 2a2a2a2a2a2a2a2a2a2a2a2a2a',
    ],
    ['bytea, keeping its length', OID.bytea, '6a406578616d706c652e636f6d', '2a2a2a2a2a2a2a2a2a2a2a2a2a'],
    [
      'text[]',
      1009,
      '00000001 00000001 00000019 00000003 00000001 0000000d 6a406578616d706c652e636f6d ffffffff 00000001 78',
      '00000001 00000001 00000019 00000003 00000001 00000003 2a2a2a ffffffff 00000001 78',
    ],
    [
      'int8[]',
      1016,
      '00000001 00000000 00000014 00000001 00000001 00000008 000e9b08a568f1c7',
      '00000001 00000000 00000014 00000001 00000001 00000008 0000000000000000',
    ],
  ])('%s as binary', (_, typeOid, value, masked) => {
    expect(mask(hex(value), column(typeOid, 1))).toEqual(hex(masked))
  })

  it('finds a card in a binary numeric', () => {
    // 4111 1111 1111 1111: four digits to the base 10000, the first with the weight 3, scale 2
    const numeric = hex('0004 0003 0000 0002 100f 0457 0457 0457')
    expect(mask(numeric, column(OID.numeric, 1))).toEqual(hex('0000 0000 0000 0002'))
  })

  it.each([
    ['a dimension too many', '00000007 00000000 00000019'],
    ['a negative dimension', 'ffffffff 00000000 00000019'],
    ['more elements than bytes', '00000001 00000000 00000019 7fffffff 00000001 00000001 61'],
    ['a length past the end', '00000001 00000000 00000019 00000001 00000001 000000ff 61'],
    ['a negative length', '00000001 00000000 00000019 00000001 00000001 fffffffe 61'],
    ['bytes after the last element', '00000001 00000000 00000019 00000001 00000001 00000001 61 62'],
    ['nothing', ''],
  ])('returns an empty array for a binary one with %s', (_, value) => {
    expect(mask(hex(value), column(1009, 1))).toEqual(hex('00000000 00000000 00000019'))
  })

  it('returns an empty array for text that is none', () => {
    expect(text(mask(bytes('jane@example.com'), column(1009)))).toBe('{}')
    expect(text(mask(bytes('{"jane@example.com'), column(1009)))).toBe('{}')
  })

  it.each([
    ['text without a hit', OID.text, 'Nothing to see here, 12345, a@b'],
    ['text that has escapes', OID.text, 'C:\\new\\u0041 100% &amp;'],
    ['an array without a hit', 1009, '{"a b",c,NULL}'],
    ['JSON without a hit', OID.json, '{"a":[1,2,"x"]}'],
    ['a type that can hold none', OID.uuid, '4111111111111111'],
    ['an image', OID.bytea, '\\xff6a406578616d706c652e636f6d'],
    ['an int8 that is no card', OID.int8, '4111111111111112'],
    ['a fraction', OID.numeric, '4111111111111111.5'],
    ['NaN', OID.numeric, 'NaN'],
    ['nothing', OID.text, ''],
  ])('returns the same object for %s', (_, typeOid, value) => {
    const given = bytes(value)
    expect(mask(given, column(typeOid))).toBe(given)
  })

  it('looks only for what it was asked for', () => {
    const value = bytes('jane@example.com')
    expect(maskContent(value, column(OID.text), compileDetection(['card', 'ssn', 'phone']))).toBe(value)
    expect(maskContent(value, column(OID.text), NO_DETECTION)).toBe(value)
    const card = bytes('4111111111111111')
    expect(maskContent(card, column(OID.int8), compileDetection(['email']))).toBe(card)
  })

  it('never throws and never grows, whatever the bytes', () => {
    const pieces = [
      '"',
      '\\',
      '{',
      '}',
      ',',
      '\\u',
      '\\u0040',
      'jane@example.com',
      '4111111111111111',
      '1',
      ':',
      '\u0001',
      '\x00',
    ]
    const types = [
      OID.text,
      OID.json,
      OID.jsonb,
      OID.bytea,
      OID.numeric,
      OID.int8,
      OID.bpchar,
      1009,
      199,
      1001,
      16_385,
    ]
    let seed = 1
    for (let round = 0; round < 3000; round++) {
      let value = ''
      for (let left = 1 + (round % 9); left > 0; left--) {
        seed = (seed * 48_271) % 0x7fffffff
        value += pieces[seed % pieces.length] ?? ''
      }
      for (const typeOid of types) {
        for (const format of [0, 1] as const) {
          expect(mask(bytes(value), column(typeOid, format)).length).toBeLessThanOrEqual(
            Math.max(value.length + 12, 12),
          )
        }
      }
    }
  })
})

describe('canHold', () => {
  it.each([
    OID.text,
    OID.varchar,
    OID.bpchar,
    OID.name,
    OID.json,
    OID.jsonb,
    OID.xml,
    OID.bytea,
    OID.int8,
    OID.numeric,
    1009,
    199,
    1016,
    2249,
    16_385,
  ])('%i can', (typeOid) => expect(canHold(column(typeOid))).toBe(true))
  it.each([
    OID.bool,
    OID.int2,
    OID.int4,
    OID.float8,
    OID.date,
    OID.timestamptz,
    OID.uuid,
    OID.inet,
    1007,
    1182,
  ])('%i cannot', (typeOid) => expect(canHold(column(typeOid))).toBe(false))
  it('an array can when its elements can', () => {
    for (const [array, element] of ELEMENTS) expect(canHold(column(array))).toBe(canHold(column(element)))
  })
})

describe('maskText', () => {
  it.each([
    ['an error', 'Key (email)=(jane@example.com) already exists.', 'Key (email)=(***) already exists.'],
    ['a line of a COPY', '1\tjane@example.com\t4111111111111111\t\\N', '1\t***\t***\t\\N'],
    ['other letters', 'Grüße an jane@example.com \u{1F512}', 'Grüße an *** \u{1F512}'],
  ])('masks %s', (_, value, masked) => {
    expect(maskText(value, ALL)).toBe(masked)
  })

  it('returns what holds nothing as it is', () => {
    expect(maskText('relation "x" does not exist \ud800', ALL)).toBe('relation "x" does not exist \ud800')
  })
})
