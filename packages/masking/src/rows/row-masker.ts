import { SallyportError } from '@sallyport/core'
import { canHold } from '../content/can-hold'
import { maskContent } from '../content/mask-content'
import { mayHold } from '../detectors/detect'
import type { Detection } from '../detectors/detection'
import { maskCell } from '../mask-cell'
import { ELEMENTS, OID } from '../types'
import { Budget, type Limits } from './budget'
import type { PlannedColumn } from './planned-column'

/** What stands for one cell of a chunk. The range covers the cell's length word and its value. */
export interface CellEdit {
  readonly start: number
  readonly end: number
  /** The new value; null: SQL NULL. */
  readonly by: Uint8Array | null
}

export interface MaskedRows {
  /** The chunk itself when nothing in it changed. */
  readonly bytes: Uint8Array
  readonly rows: number
  /** How many cells changed, and how many stand in columns that were masked before they came. */
  readonly masked: number
}

export interface RowMaskerOptions {
  readonly limits?: Limits
  /** How many of the columns hold masks already: all their cells count as masked. */
  readonly maskedAtSource?: number
}

/** What a column needs of us: `search` is for what reads as text, `read` for what has to be understood first. */
type Treatment = 'leave' | 'search' | 'read' | 'mask'

const HEADER = 5
/** Values whose bytes are not the text that a detector knows. */
const READ: ReadonlySet<number> = new Set([OID.bytea, OID.int8, OID.numeric])
const NO_EDITS: readonly CellEdit[] = []

/**
 * Masks the rows of one described result, whole chunks at a time. Made once per RowDescription and policy.
 * A value that cannot be masked as planned is masked whole, never sent.
 */
export class RowMasker {
  private readonly columns: readonly PlannedColumn[]
  private readonly treatments: readonly Treatment[]
  private readonly detection: Detection
  private readonly key: Uint8Array
  private readonly budget: Budget
  private readonly maskedAtSource: number
  /** No column is masked and none can hold what a detector finds: rows need not be looked at. */
  readonly isIdle: boolean

  constructor(
    columns: readonly PlannedColumn[],
    detection: Detection,
    key: Uint8Array,
    { limits, maskedAtSource = 0 }: RowMaskerOptions = {},
  ) {
    this.maskedAtSource = maskedAtSource
    this.columns = columns
    this.detection = detection
    this.key = key
    this.budget = new Budget(limits)
    this.treatments = columns.map(({ column, mask, isExempt }) => {
      if (mask) return 'mask'
      if (isExempt || detection.isEmpty || !canHold(column)) return 'leave'
      return READ.has(ELEMENTS.get(column.typeOid) ?? column.typeOid) ? 'read' : 'search'
    })
    this.isIdle = this.treatments.every((treatment) => treatment === 'leave')
  }

  /** Masks DataRow messages that stand whole and back to back in a chunk. Throws when one is malformed. */
  mask(chunk: Uint8Array): MaskedRows {
    const { edits, rows } = this.find(chunk)
    const masked = edits.length + rows * this.maskedAtSource
    return { bytes: edits.length === 0 ? chunk : applyEdits(chunk, edits), rows, masked }
  }

  /** What has to change in such a chunk, in order; the same empty list whenever that is nothing. */
  find(chunk: Uint8Array): { readonly edits: readonly CellEdit[]; readonly rows: number } {
    let edits: CellEdit[] | null = null
    let rows = 0
    for (let at = 0; at < chunk.length; rows++) {
      const end = rowEnd(chunk, at)
      if (!this.isIdle) edits = this.findInRow(chunk, at, end, edits)
      at = end
    }
    return { edits: edits ?? NO_EDITS, rows }
  }

  private findInRow(chunk: Uint8Array, start: number, end: number, found: CellEdit[] | null) {
    const count = readUint16(chunk, start + HEADER)
    if (count !== this.columns.length) throw malformed(`${count} values for ${this.columns.length} columns`)
    this.budget.beginRow()
    let edits = found
    let at = start + HEADER + 2
    for (let column = 0; column < count; column++) {
      if (end - at < 4) throw malformed('it ends inside a length')
      const length = readInt32(chunk, at)
      if (length < -1 || length > end - at - 4) throw malformed('a length is out of range')
      const next = at + 4 + Math.max(length, 0)
      if (length >= 0 && this.hasToLook(chunk, at + 4, next, column)) {
        const value = chunk.subarray(at + 4, next)
        const masked = this.maskValue(value, column)
        if (masked !== value) {
          edits ??= []
          edits.push({ start: at, end: next, by: masked })
        }
      }
      at = next
    }
    if (at !== end) throw malformed('bytes after the last value')
    return edits
  }

  /** Most values are seen to be clean where they stand. */
  private hasToLook(chunk: Uint8Array, start: number, end: number, column: number): boolean {
    const treatment = this.treatments[column]
    if (treatment === 'search') return mayHold(chunk, this.detection, start, end)
    return treatment !== 'leave'
  }

  private maskValue(value: Uint8Array, at: number): Uint8Array | null {
    const planned = this.columns[at]
    if (!planned) return null
    const { column, mask } = planned
    if (mask) return maskCell(value, column, mask, this.key)
    if (!this.budget.take(value.length)) return maskCell(value, column, WHOLE, this.key)
    try {
      return maskContent(value, column, this.detection)
    } catch {
      // A detector that fails has not said that the value is clean.
      return maskCell(value, column, WHOLE, this.key)
    }
  }
}

/** For a value that could not be searched. */
const WHOLE = { operator: 'redact', dataClass: 'other' } as const

/** The chunk with its cells replaced and the lengths of cells and rows set right. */
export function applyEdits(chunk: Uint8Array, edits: readonly CellEdit[]): Uint8Array {
  let size = chunk.length
  for (const { start, end, by } of edits) size += 4 + (by?.length ?? 0) - (end - start)
  const masked = new Uint8Array(size)
  let from = 0
  let to = 0
  let index = 0
  for (let at = 0; at < chunk.length; ) {
    const end = rowEnd(chunk, at)
    const rowStart = to + (at - from)
    let growth = 0
    for (let edit = edits[index]; edit && edit.start < end; edit = edits[++index]) {
      masked.set(chunk.subarray(from, edit.start), to)
      to += edit.start - from
      writeInt32(masked, to, edit.by ? edit.by.length : -1)
      to += 4
      if (edit.by) masked.set(edit.by, to)
      to += edit.by?.length ?? 0
      growth += 4 + (edit.by?.length ?? 0) - (edit.end - edit.start)
      from = edit.end
    }
    if (growth !== 0) {
      masked.set(chunk.subarray(from, end), to)
      to += end - from
      from = end
      writeInt32(masked, rowStart + 1, end - at - 1 + growth)
    }
    at = end
  }
  masked.set(chunk.subarray(from), to)
  return masked
}

function rowEnd(chunk: Uint8Array, at: number): number {
  if (chunk.length - at < HEADER + 2 || chunk[at] !== 0x44) throw malformed('it is cut short')
  const length = readInt32(chunk, at + 1)
  if (length < 6 || length >= chunk.length - at) throw malformed('its length is out of range')
  return at + 1 + length
}

function readUint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}

function readInt32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  )
}

function writeInt32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

function malformed(why: string): SallyportError {
  return new SallyportError('PROTOCOL_VIOLATION', `malformed DataRow message: ${why}`)
}
