import { describe, expect, it } from 'vitest'
import { FrameLimit } from './frame-limit'

function frame(type: string, bodyBytes: number): Buffer {
  const bytes = Buffer.alloc(5 + bodyBytes, 'x')
  bytes.write(type)
  bytes.writeUInt32BE(4 + bodyBytes, 1)
  return bytes
}

describe('FrameLimit', () => {
  it('lets frames pass that are short enough, wherever they are split', () => {
    const bytes = Buffer.concat([frame('D', 20), frame('C', 0), frame('D', 96)])
    for (let at = 0; at <= bytes.length; at++) {
      const limit = new FrameLimit(100)
      expect(limit.allows(bytes.subarray(0, at)) && limit.allows(bytes.subarray(at)), `at ${at}`).toBe(true)
    }
    const limit = new FrameLimit(100)
    expect([...bytes].every((byte) => limit.allows(Buffer.of(byte)))).toBe(true)
  })

  it('refuses one that is too long as soon as its length is there', () => {
    const bytes = Buffer.concat([frame('D', 20), frame('D', 97).subarray(0, 5)])
    for (let at = 0; at <= bytes.length; at++) {
      const limit = new FrameLimit(100)
      expect(limit.allows(bytes.subarray(0, at)) && limit.allows(bytes.subarray(at)), `at ${at}`).toBe(false)
    }
  })

  it('refuses a length that does not count itself', () => {
    expect(new FrameLimit(100).allows(Buffer.from([0x44, 0, 0, 0, 3]))).toBe(false)
  })
})
