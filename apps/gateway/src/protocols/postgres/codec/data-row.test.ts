import { describe, expect, it } from 'vitest'
import { maskDataRow } from './data-row'
import { message } from './write'

// prettier-ignore
const row = message(
  'D',
  Buffer.from([
    0,
    3, // three values
    0,
    0,
    0,
    2,
    0x34,
    0x32, // '42'
    0xff,
    0xff,
    0xff,
    0xff, // NULL
    0,
    0,
    0,
    0, // ''
  ]),
)
const keep = (value: Buffer) => value

describe('maskDataRow', () => {
  it('gives the same row back when no cell changes', () => {
    expect(maskDataRow(row, 3, keep)).toEqual({ row, masked: 0 })
    expect(maskDataRow(row, 3, keep).row).toBe(row)
  })

  it('replaces a cell, fixes every length and leaves NULL alone', () => {
    const masked = maskDataRow(row, 3, (value, column) => (column === 0 ? Buffer.from('***') : value))
    const expected = message(
      'D',
      Buffer.from([0, 3, 0, 0, 0, 3, 0x2a, 0x2a, 0x2a, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
    )
    expect(masked).toEqual({ row: expected, masked: 1 })
  })

  it('can make a cell NULL', () => {
    const { row: masked } = maskDataRow(row, 3, (value, column) => (column === 0 ? null : value))
    expect(masked.readInt32BE(7)).toBe(-1)
  })

  it('refuses a row cut short at any byte', () => {
    for (let length = 5; length < row.length; length++) {
      expect(() => maskDataRow(row.subarray(0, length), 3, keep)).toThrow('malformed')
    }
  })

  it('refuses a row with more or fewer values than were described', () => {
    expect(() => maskDataRow(row, 2, keep)).toThrow('3 values for 2 columns')
  })

  it('refuses a negative length other than NULL and bytes after the last value', () => {
    expect(() => maskDataRow(message('D', Buffer.from([0, 1, 0xff, 0xff, 0xff, 0xfe])), 1, keep)).toThrow(
      'range',
    )
    expect(() => maskDataRow(Buffer.concat([row, Buffer.from([0])]), 3, keep)).toThrow('after the last')
  })
})
