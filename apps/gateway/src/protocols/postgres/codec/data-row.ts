import { SallyportError } from '@sallyport/core'
import { HEADER_BYTES } from './framer'

/** Gives what a client may see of one cell: the same object when nothing changes, `null` for SQL NULL. */
export type MaskCell = (value: Buffer, column: number) => Uint8Array | null

const NULL_LENGTH = -1
const FIRST_VALUE = HEADER_BYTES + 2

/**
 * Masks the DataRow ('D') from `start` to `end`, looking at the columns of `looks` only, which are in order. Null: no
 * cell changed. A changed row is built once, in one piece.
 */
export function maskDataRow(
  bytes: Buffer,
  start: number,
  end: number,
  { columns, looks }: { readonly columns: number; readonly looks: readonly number[] },
  maskCell: MaskCell,
): { readonly row: Buffer; readonly masked: number } | null {
  const count = end - start >= FIRST_VALUE ? bytes.readUInt16BE(start + HEADER_BYTES) : -1
  if (count !== columns) throw malformed(`${count} values for ${columns} columns`)

  let changes: Change[] | null = null
  let growth = 0
  let at = start + FIRST_VALUE
  let next = 0
  for (let column = 0; column < count; column++) {
    if (end - at < 4) throw malformed('it ends inside a length')
    const length = bytes.readInt32BE(at)
    if (length < NULL_LENGTH || length > end - at - 4) throw malformed('a length is out of range')
    const valueEnd = at + 4 + Math.max(length, 0)
    if (looks[next] === column) {
      next += 1
      if (length !== NULL_LENGTH) {
        const value = bytes.subarray(at + 4, valueEnd)
        const by = maskCell(value, column)
        if (by !== value) {
          changes ??= []
          changes.push({ at, end: valueEnd, by })
          growth += (by?.length ?? 0) - length
        }
      }
    }
    at = valueEnd
  }
  if (at !== end) throw malformed('bytes after the last value')
  return changes && { row: build(bytes, start, end, changes, end - start + growth), masked: changes.length }
}

/** A cell that changes: from its length field at `at` to the end of its value. */
interface Change {
  readonly at: number
  readonly end: number
  readonly by: Uint8Array | null
}

function build(bytes: Buffer, start: number, end: number, changes: readonly Change[], size: number): Buffer {
  const row = Buffer.allocUnsafe(size)
  let from = start
  let to = 0
  for (const change of changes) {
    to += bytes.copy(row, to, from, change.at)
    to = row.writeInt32BE(change.by?.length ?? NULL_LENGTH, to)
    if (change.by) {
      row.set(change.by, to)
      to += change.by.length
    }
    from = change.end
  }
  bytes.copy(row, to, from, end)
  row.writeUInt32BE(size - 1, 1)
  return row
}

function malformed(why: string): SallyportError {
  return new SallyportError('PROTOCOL_VIOLATION', `malformed DataRow message: ${why}`)
}
