'use client'

import { EyeOff } from 'lucide-react'
import { useId, useMemo, useState } from 'react'
import type { EditorColumn } from '~/server/sql-socket/messages'
import { cn } from '~/ui/cn'
import { CodeBlock } from '~/ui/code'
import { Dialog } from '~/ui/dialog'
import { VisibleText } from '~/ui/visible-text'
import { isReplaced } from './mask-words'

const ROW_HEIGHT = 28
const VIEW_ROWS = 14
const OVERSCAN = 20
const SAMPLE = 200
const CELL_CHARACTERS = 300
const MIN_WIDTH = 4
const MAX_WIDTH = 44
/** int8, int2, int4, oid, float4, float8, money, numeric */
const NUMBERS: ReadonlySet<number> = new Set([20, 21, 23, 26, 700, 701, 790, 1700])

interface Props {
  readonly columns: readonly EditorColumn[]
  readonly rows: readonly (readonly (string | null)[])[]
  /** By column: why every value of it is masked. */
  readonly reasons: ReadonlyMap<number, string>
  /** Why values of other columns may be; null: none is. */
  readonly contentReason: string | null
}

interface OpenCell {
  readonly title: string
  readonly text: string
  readonly reason: string | null
}

/** A result. Only the rows in view are in the page. */
export function ResultGrid({ columns, rows, reasons, contentReason }: Props) {
  const id = useId()
  const [scrollTop, setScrollTop] = useState(0)
  const [open, setOpen] = useState<OpenCell | null>(null)
  const sampled = Math.min(rows.length, SAMPLE)
  const widths = useMemo(() => widthsOf(columns, rows.slice(0, sampled)), [columns, rows, sampled])
  const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - OVERSCAN)
  const last = Math.min(rows.length, Math.floor(scrollTop / ROW_HEIGHT) + VIEW_ROWS + OVERSCAN)

  function reasonOf(cell: string | null, column: number): { text: string; id: string } | null {
    const own = reasons.get(column)
    if (own && cell !== null) return { text: own, id: `${id}-${column}` }
    return contentReason && isReplaced(cell) ? { text: contentReason, id: `${id}-content` } : null
  }

  return (
    <>
      <div hidden>
        {[...reasons].map(([column, text]) => (
          <span key={column} id={`${id}-${column}`}>
            {text}
          </span>
        ))}
        {contentReason && <span id={`${id}-content`}>{contentReason}</span>}
      </div>
      <section
        aria-label="Result"
        // A region that scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
        className="overflow-auto rounded-md border bg-surface"
        style={{ maxHeight: (VIEW_ROWS + 1) * ROW_HEIGHT }}
      >
        <table
          aria-rowcount={rows.length + 1}
          className="min-w-full table-fixed border-collapse font-mono text-xs"
        >
          <colgroup>
            {widths.map((width, index) => (
              <col key={index} style={{ width: `calc(${width}ch + 1.5rem)` }} />
            ))}
          </colgroup>
          <thead className="sticky top-0 z-10 bg-sunken shadow-[0_1px_0_var(--line)]">
            <tr style={{ height: ROW_HEIGHT }}>
              {columns.map(({ name, typeOid }, index) => (
                <th
                  key={index}
                  scope="col"
                  title={reasons.get(index)}
                  className={cn(
                    'truncate px-3 text-left font-semibold',
                    NUMBERS.has(typeOid) && 'text-right',
                    reasons.has(index) && 'text-masked',
                  )}
                >
                  <VisibleText>{name}</VisibleText>
                  {reasons.has(index) && (
                    <>
                      <EyeOff aria-hidden className="ml-1 inline size-3" />
                      <span className="sr-only">, masked</span>
                    </>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr aria-hidden style={{ height: first * ROW_HEIGHT }} />}
            {rows.slice(first, last).map((row, index) => (
              <tr
                key={first + index}
                aria-rowindex={first + index + 2}
                className="border-t border-line/60 first:border-t-0 hover:bg-hover"
                style={{ height: ROW_HEIGHT }}
              >
                {row.map((cell, column) => {
                  const reason = reasonOf(cell, column)
                  const { name = '', typeOid = 0 } = columns[column] ?? {}
                  return (
                    <td
                      key={column}
                      {...(reason && { title: reason.text, 'aria-describedby': reason.id })}
                      className={cn(
                        'truncate px-3',
                        NUMBERS.has(typeOid) && 'text-right tabular-nums',
                        reason && 'text-masked',
                      )}
                    >
                      <CellText
                        text={cell}
                        onOpen={(text) =>
                          setOpen({
                            title: `${name}, row ${first + index + 1}`,
                            text,
                            reason: reason?.text ?? null,
                          })
                        }
                      />
                    </td>
                  )
                })}
              </tr>
            ))}
            {last < rows.length && <tr aria-hidden style={{ height: (rows.length - last) * ROW_HEIGHT }} />}
          </tbody>
        </table>
      </section>
      <Dialog
        open={open !== null}
        onOpenChange={(isOpen) => !isOpen && setOpen(null)}
        title={open?.title ?? ''}
        description={open?.reason}
        width="lg"
      >
        <CodeBlock text={open?.text ?? ''} label="Value" />
      </Dialog>
    </>
  )
}

/** NULL, an empty text and a text that says NULL are three things. A long value is cut off, and opens. */
function CellText({
  text,
  onOpen,
}: {
  readonly text: string | null
  readonly onOpen: (text: string) => void
}) {
  if (text === null) return <span className="text-faint italic">NULL</span>
  if (text === '')
    return (
      <span className="text-faint">
        <span aria-hidden>&apos;&apos;</span>
        <span className="sr-only">empty text</span>
      </span>
    )
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

function widthsOf(
  columns: readonly EditorColumn[],
  rows: readonly (readonly (string | null)[])[],
): readonly number[] {
  return columns.map(({ name }, index) => {
    const longest = rows.reduce((most, row) => Math.max(most, row[index]?.length ?? MIN_WIDTH), 0)
    return Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, Math.max(longest, name.length + 2)))
  })
}
