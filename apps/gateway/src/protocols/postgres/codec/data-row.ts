import { SallyportError } from '@sallyport/core'
import { HEADER_BYTES } from './framer'

/** Gives what a client may see of one cell: the same object when nothing changes, `null` for SQL NULL. */
export type MaskCell = (value: Buffer, column: number) => Uint8Array | null

const NULL_LENGTH = -1

/**
 * Masks a DataRow ('D') cell by cell. The row itself comes back when no cell changed; a changed row is
 * built once, in one piece. The count of masked cells is the second result.
 */
export function maskDataRow(
  row: Buffer,
  columns: number,
  maskCell: MaskCell,
): { row: Buffer; masked: number } {
  const count = row.length >= HEADER_BYTES + 2 ? row.readUInt16BE(HEADER_BYTES) : -1
  if (count !== columns) throw malformed(`${count} values for ${columns} columns`)

  const cells: (Uint8Array | null)[] = []
  let size = HEADER_BYTES + 2
  let masked = 0
  let at = HEADER_BYTES + 2
  for (let column = 0; column < count; column++) {
    if (row.length - at < 4) throw malformed('it ends inside a length')
    const length = row.readInt32BE(at)
    at += 4
    if (length < NULL_LENGTH || length > row.length - at) throw malformed('a length is out of range')
    let cell: Uint8Array | null = null
    if (length !== NULL_LENGTH) {
      const value = row.subarray(at, at + length)
      cell = maskCell(value, column)
      if (cell !== value) masked++
      at += length
    }
    cells.push(cell)
    size += 4 + (cell?.length ?? 0)
  }
  if (at !== row.length) throw malformed('bytes after the last value')
  return masked === 0 ? { row, masked } : { row: build(cells, size), masked }
}

function build(cells: readonly (Uint8Array | null)[], size: number): Buffer {
  const row = Buffer.allocUnsafe(size)
  let at = row.write('D', 'latin1')
  at = row.writeUInt32BE(size - 1, at)
  at = row.writeUInt16BE(cells.length, at)
  for (const cell of cells) {
    at = row.writeInt32BE(cell?.length ?? NULL_LENGTH, at)
    if (cell) {
      row.set(cell, at)
      at += cell.length
    }
  }
  return row
}

function malformed(why: string): SallyportError {
  return new SallyportError('PROTOCOL_VIOLATION', `malformed DataRow message: ${why}`)
}
