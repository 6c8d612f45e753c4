import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame } from './frame'

// biome-ignore format: a line per part
const message = Buffer.from([
  0x01, 0xa2, 0x0a, 0xa8, 0xa6, 0xd3, 0x72, 0x2c, 0x8f, 0x7e, 0x22, 0xbe, 0x9d, 0x44, 0x72, 0x79, // session
  0, 0, 0, 0, 0, 1, 0, 2, // offset 65538
  7, 8, 9, // records
])
const frame = {
  sessionId: '01a20aa8-a6d3-722c-8f7e-22be9d447279',
  offset: 65_538,
  records: Buffer.of(7, 8, 9),
}

describe('a recording frame', () => {
  it('names the session, the offset and the records', () => {
    expect(decodeFrame(message)).toEqual(frame)
    expect(encodeFrame(frame)).toEqual(message)
  })

  it('is refused when it is shorter than its header', () => {
    for (let length = 0; length < 24; length++) {
      expect(() => decodeFrame(message.subarray(0, length))).toThrow('malformed')
    }
  })

  it('is refused when its offset is no safe number', () => {
    const huge = Buffer.from(message)
    huge.fill(0xff, 16, 24)
    expect(() => decodeFrame(huge)).toThrow('out of range')
  })
})
