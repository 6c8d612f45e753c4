import { describe, expect, it } from 'vitest'
import { Framer } from './framer'

// prettier-ignore
const bytes = Buffer.from([
  0x51,
  0,
  0,
  0,
  6,
  0x31,
  0, // Query '1'
  0x53,
  0,
  0,
  0,
  4, // Sync, no body
  0x50,
  0,
  0,
  0,
  7,
  0,
  0x61,
  0, // Parse, cut for the test
])
const whole = new Framer(1024).push(bytes).map((message) => message.toString('hex'))

describe('Framer', () => {
  it('cuts joined messages apart and keeps their headers', () => {
    expect(whole).toEqual(['51000000063100', '5300000004', '5000000007006100'])
  })

  it('gives the same messages however the bytes are split', () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      const framer = new Framer(1024)
      const messages = [...framer.push(bytes.subarray(0, cut)), ...framer.push(bytes.subarray(cut))]
      expect(messages.map((message) => message.toString('hex'))).toEqual(whole)
    }
  })

  it('gives the same messages when every byte comes alone', () => {
    const framer = new Framer(1024)
    const messages = [...bytes].flatMap((byte) => framer.push(Buffer.from([byte])))
    expect(messages.map((message) => message.toString('hex'))).toEqual(whole)
  })

  it('hands on what need not be whole as soon as it begins, and what came behind it', () => {
    for (let cut = 0; cut < bytes.length; cut++) {
      const framer = new Framer({ maxLength: () => 1024, maxWhole: (type) => (type === 0x51 ? 6 : 1024) })
      const seen: string[] = []
      let left = 0
      const take = (chunk: Buffer): void => {
        if (left > 0) {
          seen.push(chunk.subarray(0, left).toString('hex'))
          const after = chunk.subarray(left)
          left -= chunk.length - after.length
          if (after.length > 0) take(after)
          return
        }
        seen.push(...framer.push(chunk).map((message) => message.toString('hex')))
        const begun = framer.takeBegun()
        if (!begun) return
        seen.push(begun.head.toString('hex'))
        left = begun.left
        if (begun.after.length > 0) take(begun.after)
      }
      take(bytes.subarray(0, cut))
      take(bytes.subarray(cut))
      expect(seen.join('')).toBe(bytes.toString('hex'))
      expect(seen.at(-1)).toBe('5000000007006100')
      expect(framer.takeBegun()).toBeNull()
    }
  })

  it.each([
    ['too short to count itself', 3],
    ['beyond the limit', 1024],
    ['negative when read as signed', 0xffffffff],
  ])('refuses a length %s', (_, length) => {
    const message = Buffer.alloc(5)
    message.writeUInt32BE(length, 1)
    expect(() => new Framer(1024).push(message)).toThrow('out of range')
  })
})
