import type {
  MessageFields,
  ToolPart,
  TranscriptColumn,
  TranscriptItem,
  TranscriptRow,
} from '@sallyport/recording'
import { countUntil } from './count-until'

/** Rows or lines that arrived up to a moment. */
interface Arrival {
  readonly at: number
  readonly count: number
}

/** What a statement's response is shown as, in the order in which the client received it. */
export type Block = TableBlock | MessageBlock | NoteBlock | PartBlock

export interface TableBlock {
  readonly kind: 'table'
  readonly at: number
  /** Empty for the lines of a COPY. */
  readonly columns: readonly TranscriptColumn[]
  readonly rows: TranscriptRow[]
  readonly arrivals: Arrival[]
  /** Which of the statement's results it is, from 0. */
  readonly result: number
  /** What the target said at its end, as in `SELECT 3`. */
  tag: { readonly at: number; readonly text: string } | null
}

export interface MessageBlock {
  readonly kind: 'notice' | 'error'
  readonly at: number
  readonly fields: MessageFields
}

export interface NoteBlock {
  readonly kind: 'note'
  readonly at: number
  readonly text: string
  /** What a statement without a result says at its end. */
  readonly isEnd?: boolean
}

/** A part of what a tool answered. */
export interface PartBlock extends ToolPart {
  readonly at: number
}

/** How many of a table's rows had arrived by a moment. */
export function rowsAt({ arrivals }: TableBlock, at: number): number {
  return arrivals[countUntil(arrivals, at, (arrival) => arrival.at) - 1]?.count ?? 0
}

const SUSPENDED = 'more rows follow when the client asks'

/** Turns the items of one session into blocks of its statements. */
export class BlockBuilder {
  /** A prepared statement that runs again is not described again. */
  #columns: readonly TranscriptColumn[] = []

  add(blocks: Block[], item: TranscriptItem, at: number): void {
    const last = blocks.at(-1)
    const open = last?.kind === 'table' && !last.tag ? last : null
    switch (item.kind) {
      case 'columns':
        this.#columns = item.columns
        blocks.push(newTable(item.columns, at, resultsIn(blocks)))
        return
      case 'rows':
        append(open ?? pushTable(blocks, this.#columns, at), item.rows, at)
        return
      case 'copy-lines':
        append(
          open ?? pushTable(blocks, [], at),
          item.lines.map((line) => [line]),
          at,
        )
        return
      case 'complete':
        if (open) open.tag = { at, text: item.tag }
        else blocks.push({ kind: 'note', at, text: item.tag, isEnd: true })
        return
      case 'suspended':
        if (open) open.tag = { at, text: SUSPENDED }
        return
      case 'empty-query':
        blocks.push({ kind: 'note', at, text: 'empty query' })
        return
      case 'error':
      case 'notice':
        blocks.push({ kind: item.kind, at, fields: item.fields })
        return
      case 'notification':
        blocks.push({ kind: 'note', at, text: `notification on ${item.channel}: ${item.text}` })
        return
      case 'copy-start':
        if (item.direction === 'out') blocks.push(newTable([], at, resultsIn(blocks)))
        else blocks.push({ kind: 'note', at, text: 'the client sends rows' })
        return
      case 'other':
        blocks.push({ kind: 'note', at, text: `message ${item.type}, ${item.bytes} bytes` })
        return
      case 'copy-done':
      case 'ready':
      case 'parameter':
      case 'backend-key':
      case 'step':
        return // nothing that a person would miss
    }
  }
}

function newTable(columns: readonly TranscriptColumn[], at: number, result: number): TableBlock {
  return { kind: 'table', at, columns, rows: [], arrivals: [], result, tag: null }
}

/** How many of the text's statements have ended: each says so once. */
function resultsIn(blocks: readonly Block[]): number {
  return blocks.filter((block) =>
    block.kind === 'table' ? block.tag && block.tag.text !== SUSPENDED : block.kind === 'note' && block.isEnd,
  ).length
}

function pushTable(blocks: Block[], columns: readonly TranscriptColumn[], at: number): TableBlock {
  const table = newTable(columns, at, resultsIn(blocks))
  blocks.push(table)
  return table
}

function append(table: TableBlock, rows: readonly TranscriptRow[], at: number): void {
  for (const row of rows) table.rows.push(row)
  table.arrivals.push({ at, count: table.rows.length })
}
