import { describe, expect, it } from 'vitest'
import { type MaskCell, maskDataRow } from './data-row'
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
/** The row from the middle of a chunk, all of its columns looked at. */
function mask(bytes: Buffer, columns: number, maskCell: MaskCell) {
  const chunk = Buffer.concat([Buffer.alloc(3), bytes, Buffer.alloc(2)])
  return maskDataRow(chunk, 3, 3 + bytes.length, { columns, looks: [0, 1, 2].slice(0, columns) }, maskCell)
}

describe('maskDataRow', () => {
  it('makes nothing when no cell changes', () => {
    expect(mask(row, 3, keep)).toBeNull()
  })

  it('replaces a cell, fixes every length and leaves NULL alone', () => {
    const masked = mask(row, 3, (value, column) => (column === 0 ? Buffer.from('***') : value))
    const expected = message(
      'D',
      Buffer.from([0, 3, 0, 0, 0, 3, 0x2a, 0x2a, 0x2a, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
    )
    expect(masked).toEqual({ row: expected, masked: 1 })
  })

  it('can make a cell NULL', () => {
    const masked = mask(row, 3, (value, column) => (column === 0 ? null : value))
    expect(masked?.row.readInt32BE(7)).toBe(-1)
  })

  it('looks at no other columns than it is told', () => {
    const looked: number[] = []
    const looks = { columns: 3, looks: [2] }
    maskDataRow(row, 0, row.length, looks, (value, column) => {
      looked.push(column)
      return value
    })
    expect(looked).toEqual([2])
  })

  it('refuses a row cut short at any byte', () => {
    for (let length = 5; length < row.length; length++) {
      expect(() => mask(row.subarray(0, length), 3, keep)).toThrow('malformed')
    }
  })

  it('refuses a row with more or fewer values than were described', () => {
    expect(() => mask(row, 2, keep)).toThrow('3 values for 2 columns')
  })

  it('refuses a negative length other than NULL and bytes after the last value', () => {
    expect(() => mask(message('D', Buffer.from([0, 1, 0xff, 0xff, 0xff, 0xfe])), 1, keep)).toThrow('range')
    expect(() => mask(Buffer.concat([row, Buffer.from([0])]), 3, keep)).toThrow('after the last')
  })
})
