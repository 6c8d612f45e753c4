import { describe, expect, it } from 'vitest'
import { compileDetection, NO_DETECTION } from '../detectors/detection'
import { OID } from '../types'
import type { PlannedColumn } from './planned-column'
import { RowMasker } from './row-masker'

const key = new Uint8Array(32)
const detection = compileDetection(['email', 'card'])
const content = (typeOid: number = OID.text): PlannedColumn => ({
  column: { typeOid, typeModifier: -1, format: 0 },
  mask: null,
})
const masked = (typeOid: number = OID.text): PlannedColumn => ({
  ...content(typeOid),
  mask: { operator: 'redact', dataClass: 'other' },
})

type Cells = readonly (string | null)[]

/** DataRow messages, back to back. */
function rows(...of: readonly Cells[]): Uint8Array {
  return Buffer.concat(
    of.map((cells) => {
      const body = cells.map((cell) => {
        const value = Buffer.from(cell ?? '')
        const length = Buffer.alloc(4)
        length.writeInt32BE(cell === null ? -1 : value.length)
        return Buffer.concat([length, value])
      })
      const size = body.reduce((sum, { length }) => sum + length, 6)
      const header = Buffer.alloc(7)
      header.write('D')
      header.writeInt32BE(size, 1)
      header.writeInt16BE(cells.length, 5)
      return Buffer.concat([header, ...body])
    }),
  )
}

describe('RowMasker', () => {
  it('gives the chunk itself back when nothing in it changes', () => {
    const chunk = rows(['1', 'a chair'], ['2', null])
    const masker = new RowMasker([content(OID.int4), content()], detection, key)
    expect(masker.mask(chunk)).toEqual({ bytes: chunk, rows: 2, masked: 0 })
    expect(masker.mask(chunk).bytes).toBe(chunk)
  })

  it('replaces what is found and what is masked, in any row, and sets the lengths right', () => {
    const chunk = rows(['a', 'x'], ['mail jane@example.com', null], ['', 'y'], ['4111111111111111', ''])
    const result = new RowMasker([content(), masked()], detection, key).mask(chunk)
    expect(result.bytes).toEqual(
      new Uint8Array(rows(['a', '***'], ['mail ***', null], ['', '***'], ['***', '***'])),
    )
    expect([result.rows, result.masked]).toEqual([4, 5])
  })

  it('makes a cell NULL', () => {
    const planned: PlannedColumn = { ...content(), mask: { operator: 'null', dataClass: 'other' } }
    expect(new RowMasker([planned], NO_DETECTION, key).mask(rows(['x'], [null])).bytes).toEqual(
      new Uint8Array(rows([null], [null])),
    )
  })

  it('is idle when no column can hold anything that is looked for', () => {
    expect(new RowMasker([content(OID.int4)], detection, key).isIdle).toBe(true)
    expect(new RowMasker([content()], NO_DETECTION, key).isIdle).toBe(true)
    expect(new RowMasker([content()], detection, key).isIdle).toBe(false)
    expect(new RowMasker([content(OID.int4)], detection, key).mask(rows(['1'], ['2'])).rows).toBe(2)
  })

  it('masks whole what is beyond the limits of a row, and only there', () => {
    const masker = new RowMasker([content(), content()], detection, key, {
      limits: { bytesPerRow: 10, millisecondsPerRow: 1_000 },
    })
    expect(masker.mask(rows(['12@45678', '1@3'], ['a', 'b'])).bytes).toEqual(
      new Uint8Array(rows(['12@45678', '***'], ['a', 'b'])),
    )
  })

  it('counts the cells of columns that were masked before they came', () => {
    const masker = new RowMasker([content(), content()], detection, key, { maskedAtSource: 1 })
    expect(masker.mask(rows(['a', '***'], ['jane@example.com', '***'])).masked).toBe(3)
    const idle = new RowMasker([content(OID.int4)], NO_DETECTION, key, { maskedAtSource: 1 })
    expect(idle.mask(rows(['0'], ['0'])).masked).toBe(2)
  })

  it('masks the value whole when a detector throws', () => {
    const broken = {
      ...detection,
      custom: [
        {
          name: 'broken',
          detect: () => {
            throw new Error('broken')
          },
        },
      ],
    }
    expect(new RowMasker([content()], broken, key).mask(rows(['a chair'])).bytes).toEqual(
      new Uint8Array(rows(['***'])),
    )
  })

  it('refuses a chunk that is cut anywhere, or says of itself what is not so', () => {
    const chunk = rows(['jane@example.com', null])
    const masker = new RowMasker([content(), content()], detection, key)
    for (let end = 1; end < chunk.length; end++) {
      expect(() => masker.mask(chunk.subarray(0, end))).toThrow('malformed DataRow')
    }
    expect(() => masker.mask(rows(['a']))).toThrow('1 values for 2 columns')
    for (const at of [1, 4, 6, 7, 10]) {
      const wrong = Uint8Array.from(chunk)
      wrong[at] = (wrong[at] ?? 0) + 1
      expect(() => masker.mask(wrong)).toThrow('malformed DataRow')
    }
  })
})
