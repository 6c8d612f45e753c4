import { describe, expect, it } from 'vitest'
import { ByteReader } from './reader'

describe('ByteReader', () => {
  it('reads numbers, strings and bytes front to back', () => {
    const reader = new ByteReader(Buffer.from([0, 2, 0xff, 0xff, 0xff, 0xff, 0x68, 0x69, 0, 1, 2]), 'Test')
    expect([reader.uint16(), reader.int32(), reader.cstring(), [...reader.rest()]]).toEqual([
      2,
      -1,
      'hi',
      [1, 2],
    ])
    expect(() => reader.end()).not.toThrow()
  })

  it.each([
    ['a number past the end', (reader: ByteReader) => reader.int32()],
    ['more bytes than there are', (reader: ByteReader) => reader.bytes(4)],
    ['a negative length', (reader: ByteReader) => reader.bytes(-1)],
    ['a string without its end', (reader: ByteReader) => reader.cstring()],
    ['an end that is not one', (reader: ByteReader) => reader.end()],
  ])('refuses %s', (_, read) => {
    expect(() => read(new ByteReader(Buffer.from([1, 2, 3]), 'Test'))).toThrow('malformed Test message')
  })

  it('refuses a string that is not UTF-8, for the target would read another one', () => {
    expect(() => new ByteReader(Buffer.from([0xc3, 0x28, 0]), 'Test').cstring()).toThrow('invalid UTF-8')
  })
})
