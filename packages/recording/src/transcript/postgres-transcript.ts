import { SallyportError } from '@sallyport/core'
import { ByteReader } from './byte-reader'
import { showCell } from './cell'
import { CopyLines } from './copy-lines'
import { type Frame, Frames } from './frames'
import type { TranscriptColumn, TranscriptItem, TranscriptRow } from './item'
import { MESSAGES, readDataRow, readRowDescription } from './messages'

/**
 * Decodes what a PostgreSQL client was sent into what a player shows. Feed it the payloads of a session's
 * `output` events in order; they may be split anywhere. What it does not know it passes over as `other`.
 * A prepared statement that runs again is not described again: its cells are read by the last description.
 */
export class PostgresTranscript {
  readonly #frames = new Frames()
  #columns: readonly TranscriptColumn[] = []
  #copy: CopyLines | null = null

  /** The items that became complete. Throws PROTOCOL_VIOLATION when the bytes are no stream of messages. */
  push(payload: Uint8Array): readonly TranscriptItem[] {
    const items: TranscriptItem[] = []
    let rows: TranscriptRow[] = []
    let lines: string[] = []

    for (const frame of this.#frames.push(payload)) {
      const read = this.#read(frame)
      if (read.kind === 'row') {
        if (rows.length === 0) items.push({ kind: 'rows', rows })
        rows.push(read.row)
        continue
      }
      rows = []
      if (read.kind === 'lines') {
        if (lines.length === 0 && read.lines.length > 0) items.push({ kind: 'copy-lines', lines })
        for (const line of read.lines) lines.push(line)
        continue
      }
      lines = []
      items.push(...read.items)
    }
    return items
  }

  #read(frame: Frame): Read {
    try {
      return this.#readKnown(frame)
    } catch (error) {
      if (!(error instanceof SallyportError)) throw error
      return only({ kind: 'other', type: frame.type, bytes: frame.body.length })
    }
  }

  #readKnown({ type, body }: Frame): Read {
    const reader = new ByteReader(body)
    if (type === 'D') {
      return { kind: 'row', row: readDataRow(reader).map((value, index) => this.#show(value, index)) }
    }
    if (type === 'd') {
      this.#copy ??= new CopyLines(false)
      return { kind: 'lines', lines: this.#copy.push(body) }
    }
    if (type === 'c') return { kind: 'items', items: [...this.#endCopy(), { kind: 'copy-done' }] }
    if (type === 'T') {
      this.#columns = readRowDescription(reader)
      return only({ kind: 'columns', columns: this.#columns })
    }

    const item = MESSAGES[type]?.(reader) ?? { kind: 'other', type, bytes: body.length }
    if (item.kind === 'copy-start') this.#copy = new CopyLines(item.binary)
    // A COPY that fails ends with an error, without CopyDone.
    if (item.kind === 'error') return { kind: 'items', items: [...this.#endCopy(), item] }
    return only(item)
  }

  #show(value: Uint8Array | null, index: number): string | null {
    return value === null ? null : showCell(value, this.#columns[index])
  }

  #endCopy(): readonly TranscriptItem[] {
    const lines = this.#copy?.end() ?? []
    this.#copy = null
    return lines.length > 0 ? [{ kind: 'copy-lines', lines }] : []
  }
}

type Read =
  | { readonly kind: 'row'; readonly row: TranscriptRow }
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'items'; readonly items: readonly TranscriptItem[] }

function only(item: TranscriptItem): Read {
  return { kind: 'items', items: [item] }
}
