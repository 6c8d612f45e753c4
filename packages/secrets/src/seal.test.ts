import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { open, seal } from './seal'

const key = randomBytes(32)
const context = 'connection:0192:password'
const sealed = seal(key, 'pässwörd', context)

describe('seal', () => {
  it.each(['', 'x', 'pässwörd 🔑', 'a'.repeat(10_000)])('opens to what was sealed', (plaintext) => {
    expect(open(key, seal(key, plaintext, context), context)).toBe(plaintext)
  })

  it('never makes the same bytes twice', () => {
    expect(seal(key, 'pässwörd', context)).not.toEqual(sealed)
  })

  it('does not contain the plaintext', () => {
    expect(sealed.includes('pässwörd')).toBe(false)
  })
})

describe('open', () => {
  it('refuses another key', () => {
    expect(() => open(randomBytes(32), sealed, context)).toThrow('could not be opened')
  })

  it('refuses another context', () => {
    expect(() => open(key, sealed, 'connection:0193:password')).toThrow('could not be opened')
  })

  it('refuses a flipped bit in any byte', () => {
    for (let at = 0; at < sealed.length; at++) {
      const flipped = Buffer.from(sealed)
      flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at)
      expect(() => open(key, flipped, context), `byte ${at}`).toThrow('could not be opened')
    }
  })

  it('refuses what was cut short at any byte', () => {
    for (let length = 0; length < sealed.length; length++) {
      expect(() => open(key, sealed.subarray(0, length), context), `${length} bytes`).toThrow(
        'could not be opened',
      )
    }
  })

  it('says nothing about the content', () => {
    expect(() => open(key, Buffer.from(`\u0001${'hunter2'.repeat(10)}`), context)).toThrow(
      /^a sealed secret could not be opened$/,
    )
  })
})
