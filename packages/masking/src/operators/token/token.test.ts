import { FF1 } from '@noble/ciphers/ff1.js'
import { DETECTOR_CLASSES } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { readCases } from '../../../test/score'
import { isCardNumber } from '../../detectors/card/card-number'
import { detect } from '../../detectors/detect'
import { compileDetection } from '../../detectors/detection'
import { maskCell } from '../../mask-cell'
import { decodeText, encodeText } from '../../text'
import { OID } from '../../types'
import { detokenise } from './detokenise'
import { Ff1 } from './ff1'
import { isToken } from './token-text'

const key = new Uint8Array(32).fill(3)
const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
const all = compileDetection(DETECTOR_CLASSES)

interface Sample {
  readonly key: string
  readonly radix: number
  readonly tweak: string
  readonly plaintext: string
  readonly ciphertext: string
}

/** SP 800-38G, sample 1, so that this is tried without the cases from outside too. */
const FIRST: Sample = {
  key: '2B7E151628AED2A6ABF7158809CF4F3C',
  radix: 10,
  tweak: '',
  plaintext: '0123456789',
  ciphertext: '2433477484',
}

describe('FF1', () => {
  it.each([FIRST, ...readCases<Sample>('nist_ff1.json')])(
    'is that of NIST: $plaintext is $ciphertext',
    (sample) => {
      const digits = (text: string) => Array.from(text, (character) => Number.parseInt(character, 36))
      const cipher = FF1(sample.radix, bytesOf(sample.key), bytesOf(sample.tweak))
      expect(cipher.encrypt(digits(sample.plaintext))).toEqual(digits(sample.ciphertext))
      expect(cipher.decrypt(digits(sample.ciphertext))).toEqual(digits(sample.plaintext))
      if (sample.tweak === '') {
        expect(new Ff1(bytesOf(sample.key)).encrypt(sample.radix, digits(sample.plaintext))).toEqual(
          digits(sample.ciphertext),
        )
      }
    },
  )

  it('refuses a domain that can be tried one by one', () => {
    expect(() => new Ff1(key).encrypt(10, [1, 2, 3, 4, 5])).toThrow('too few')
    expect(new Ff1(key).encrypt(10, [1, 2, 3, 4, 5, 6])).toHaveLength(6)
  })
})

const VALUES = [
  ['email', OID.text, 'jane@example.com'],
  ['email', OID.varchar, 'Jürgen.Müller@example.de'],
  ['card', OID.text, '4111 1111 1111 1111'],
  ['card', OID.text, '378282246310005'],
  ['card', OID.int8, '4111111111111111'],
  ['ssn', OID.text, '536-90-4399'],
  ['phone', OID.text, '+1 415 555 0132'],
  ['name', OID.text, 'Zoë'],
  ['other', OID.int4, '0'],
  ['other', OID.int4, '2147483647'],
  ['other', OID.int8, '9223372036854775807'],
  ['other', OID.numeric, '123456.78'],
  ['other', OID.numeric, '1234567890123456789.00'],
  ['other', OID.uuid, '550e8400-e29b-41d4-a716-446655440000'],
] as const

describe('a token', () => {
  const tokenOf = (value: string, typeOid: number, dataClass: (typeof VALUES)[number][0], keyVersion = 0) => {
    const column = { typeOid, typeModifier: -1, format: 0 } as const
    const mask = { operator: 'token', dataClass, settings: { keyVersion } } as const
    return decodeText(maskCell(encodeText(value), column, mask, key) ?? new Uint8Array(0))
  }

  it.each(VALUES)('of %s in type %s is turned back: %s', (dataClass, typeOid, value) => {
    const token = tokenOf(value, typeOid, dataClass)
    expect(token).not.toBe(value)
    expect(tokenOf(value, typeOid, dataClass)).toBe(token)
    expect(detokenise(token, { typeOid, typeModifier: -1 }, dataClass, key)).toEqual([value])
    expect(detect(encodeText(token), all)).toEqual([])
  })

  it.each(VALUES)('of %s in type %s is turned back after a rotation: %s', (dataClass, typeOid, value) => {
    const token = tokenOf(value, typeOid, dataClass, 1)
    expect(token).not.toBe(tokenOf(value, typeOid, dataClass))
    expect(detokenise(token, { typeOid, typeModifier: -1 }, dataClass, key, 2)).toContain(value)
    expect(
      detokenise(tokenOf(value, typeOid, dataClass), { typeOid, typeModifier: -1 }, dataClass, key, 2),
    ).toContain(value)
  })

  it('of an address is an address that nobody has', () => {
    expect(tokenOf('jane@example.com', OID.text, 'email')).toMatch(/^t[a-z2-7]+@masked\.invalid$/)
  })

  it('of a card has its form and fails its check', () => {
    for (let number = 0; number < 200; number++) {
      const token = tokenOf(withCheck(`400000${String(number).padStart(9, '0')}`), OID.text, 'card')
      expect(token).toMatch(/^\d{16}$/)
      expect(isCardNumber(encodeText(token))).toBe(false)
    }
  })

  it('is another for another class, and none of another class is turned back to the value', () => {
    expect(tokenOf('jane@example.com', OID.text, 'name')).not.toBe(
      tokenOf('jane@example.com', OID.text, 'other'),
    )
  })

  it('says that it is one', () => {
    expect(isToken(tokenOf('jane@example.com', OID.text, 'email'))).toBe(true)
    expect(isToken(tokenOf('Jane Doe', OID.text, 'name'))).toBe(true)
    expect(isToken('token')).toBe(false)
  })

  it('of what is too short is the hash, and does not fit where it would be cut', () => {
    expect(tokenOf('US', OID.text, 'other')).toMatch(/^[0-9a-f]{16}$/)
    const column = { typeOid: OID.varchar, typeModifier: 24, format: 0 } as const
    const mask = { operator: 'token', dataClass: 'email' } as const
    expect(
      decodeText(maskCell(encodeText('jane@example.com'), column, mask, key) ?? new Uint8Array(0)),
    ).toMatch(/^[0-9a-f]{16}$/)
  })

  it('that was made up stands for nothing', () => {
    for (const token of ['tok_', 'tok_a', 'tok_a1', 'tok_zzzzzzzzz', 'jane@masked.invalid', '***', '']) {
      expect(detokenise(token, { typeOid: OID.text, typeModifier: -1 }, 'email', key)).toEqual([])
    }
  })
})

function withCheck(digits: string): string {
  for (let check = 0; check < 10; check++) if (isCardNumber(encodeText(digits + check))) return digits + check
  throw new Error('no check digit')
}
