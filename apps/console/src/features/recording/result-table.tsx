'use client'

import type { RecordedMask, TranscriptColumn, TranscriptRow } from '@sallyport/recording'
import { EyeOff } from 'lucide-react'
import Link from 'next/link'
import { useContext, useMemo, useState } from 'react'
import { CodeBlock } from '~/ui/code'
import { Dialog } from '~/ui/dialog'
import { VisibleText } from '~/ui/visible-text'
import { ConnectionContext } from './connection-context'

const ROW_HEIGHT = 28
const VIEW_ROWS = 14
const OVERSCAN = 20
const SAMPLE = 200
const CELL_CHARACTERS = 300

interface Props {
  readonly columns: readonly TranscriptColumn[]
  readonly rows: readonly TranscriptRow[]
  /** How many of the rows had arrived by the moment that is shown. */
  readonly count: number
  /** The columns in which every value is masked. */
  readonly masks: readonly RecordedMask[]
}

interface Cell {
  readonly row: number
  readonly column: string
  readonly text: string
}

/** Rows as the client saw them. Only those in view are in the page. */
export function ResultTable({ columns, rows, count, masks }: Props) {
  const [scrollTop, setScrollTop] = useState(0)
  const [open, setOpen] = useState<Cell | null>(null)
  const sampled = Math.min(rows.length, SAMPLE)
  const widths = useMemo(() => widthsOf(columns, rows.slice(0, sampled)), [columns, rows, sampled])
  const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - OVERSCAN)
  const last = Math.min(count, Math.floor(scrollTop / ROW_HEIGHT) + VIEW_ROWS + OVERSCAN)
  const names = columns.length > 0 ? columns.map(({ name }) => name) : ['lines']

  return (
    <>
      <section
        aria-label="Result"
        // A region that scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
        className="overflow-auto rounded-md border bg-surface"
        style={{ maxHeight: (VIEW_ROWS + 1) * ROW_HEIGHT }}
      >
        <table aria-rowcount={count + 1} className="min-w-full table-fixed border-collapse font-mono text-xs">
          <colgroup>
            {widths.map((width, index) => (
              <col key={index} style={{ width: `calc(${width}ch + 1.5rem)` }} />
            ))}
          </colgroup>
          {columns.length > 0 && (
            <thead className="sticky top-0 z-10 bg-sunken shadow-[0_1px_0_var(--line)]">
              <tr style={{ height: ROW_HEIGHT }}>
                {names.map((name, index) => (
                  <th key={index} scope="col" className="truncate px-3 text-left font-semibold">
                    <VisibleText>{name}</VisibleText>
                    <MaskMark mask={masks.find(({ column }) => column === index)} />
                  </th>
                ))}
              </tr>
            </thead>
          )}
          <tbody>
            {first > 0 && <tr aria-hidden style={{ height: first * ROW_HEIGHT }} />}
            {rows.slice(first, last).map((row, index) => (
              <tr
                key={first + index}
                aria-rowindex={first + index + 2}
                className="border-t border-line/60 first:border-t-0 hover:bg-hover"
                style={{ height: ROW_HEIGHT }}
              >
                {row.map((cell, column) => (
                  <td key={column} className="truncate px-3">
                    <CellText
                      text={cell}
                      onOpen={(text) =>
                        setOpen({ row: first + index + 1, column: names[column] ?? '', text })
                      }
                    />
                  </td>
                ))}
              </tr>
            ))}
            {last < count && <tr aria-hidden style={{ height: (count - last) * ROW_HEIGHT }} />}
          </tbody>
        </table>
      </section>
      <Dialog
        open={open !== null}
        onOpenChange={(isOpen) => !isOpen && setOpen(null)}
        title={`${open?.column ?? ''}, row ${open?.row ?? ''}`}
        width="lg"
      >
        <CodeBlock text={open?.text ?? ''} label="Value" />
      </Dialog>
    </>
  )
}

/** Says beside a column's name why its values are not the real ones, and leads to where one asks for them. */
function MaskMark({ mask }: { readonly mask: RecordedMask | undefined }) {
  const connection = useContext(ConnectionContext)
  if (!mask) return null
  const { of, rule, where } = mask
  const words = `Masked ${where === 'source' ? 'where it was read' : 'in the result'} by “${rule}”: ${of}`
  const mark = (
    <>
      <EyeOff aria-hidden className="inline size-3" />
      <span className="sr-only">{words}</span>
    </>
  )
  if (connection === null) {
    return (
      <span title={words} className="ml-1 text-masked">
        {mark}
      </span>
    )
  }
  const asking = new URLSearchParams({ connection, unmasked: `*.${of}` })
  return (
    <Link href={`/access/new?${asking}`} title={`${words}. Ask to see it`} className="ml-1 text-masked">
      {mark}
      <span className="sr-only">. Ask to see it</span>
    </Link>
  )
}

/** A long value is cut off, and opens. */
function CellText({
  text,
  onOpen,
}: {
  readonly text: string | null
  readonly onOpen: (text: string) => void
}) {
  if (text === null) return <span className="text-faint italic">NULL</span>
  const isLong = text.length > MAX_WIDTH || text.includes('\n')
  const shown = <VisibleText>{text.slice(0, CELL_CHARACTERS).replaceAll('\n', '⏎')}</VisibleText>
  if (!isLong) return shown
  return (
    <button
      type="button"
      title="Show the whole value"
      onClick={() => onOpen(text)}
      className="block w-full truncate text-left -outline-offset-2 hover:underline"
    >
      {shown}
    </button>
  )
}

const MIN_WIDTH = 4
const MAX_WIDTH = 44

function widthsOf(columns: readonly TranscriptColumn[], rows: readonly TranscriptRow[]): readonly number[] {
  const widths = (columns.length > 0 ? columns : (rows[0] ?? [''])).map((column) =>
    typeof column === 'object' && column !== null ? column.name.length + 1 : MIN_WIDTH,
  )
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? MIN_WIDTH, cell?.length ?? MIN_WIDTH)
    }
  }
  return widths.map((width) => Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width)))
}
