'use client'

import { EyeOff, Table2 } from 'lucide-react'
import { useState } from 'react'
import { Input } from '~/ui/input'
import type { EditorCatalogue } from './completion-schema'

const MOST_SHOWN = 200

interface Props {
  readonly catalogue: EditorCatalogue | undefined
  readonly onInsert: (text: string) => void
}

/** Tables and their columns, with what is masked of them. A name that is chosen is written where the cursor is. */
export function CataloguePanel({ catalogue, onInsert }: Props) {
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const found = (catalogue?.relations ?? []).filter(
    ({ schema, name, columns }) =>
      `${schema}.${name}`.toLowerCase().includes(wanted) ||
      columns.some((column) => column.name.toLowerCase().includes(wanted)),
  )
  return (
    <section aria-label="Tables" className="flex min-w-0 flex-col gap-2 rounded-lg border bg-surface p-3">
      <Input
        type="search"
        aria-label="Find a table or column"
        placeholder="Find a table or column"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {catalogue?.problem && <p className="text-dense text-hold">{catalogue.problem}</p>}
      {!catalogue && <p className="text-dense text-faint">Reading the tables …</p>}
      {catalogue && found.length === 0 && (
        <p className="text-dense text-muted">{wanted ? 'Nothing matches.' : 'There are no tables.'}</p>
      )}
      <ul className="flex max-h-[60vh] flex-col overflow-y-auto">
        {found.slice(0, MOST_SHOWN).map(({ schema, name, columns }) => (
          <li key={`${schema}.${name}`}>
            <details>
              <summary className="flex cursor-pointer items-center gap-1.5 rounded px-1 py-0.5 font-mono text-xs hover:bg-hover">
                <Table2 aria-hidden className="size-3.5 shrink-0 text-faint" />
                <span className="truncate">{schema === 'public' ? name : `${schema}.${name}`}</span>
              </summary>
              <ul className="mb-1 ml-5 flex flex-col">
                {columns.map(({ name: column, type, mask }) => (
                  <li key={column}>
                    <button
                      type="button"
                      onClick={() => onInsert(quoted(column))}
                      title={mask && `Masked by “${mask.rule}”: ${mask.dataClass}`}
                      className="flex w-full items-center gap-1.5 rounded px-1 py-0.5 text-left font-mono text-xs -outline-offset-2 hover:bg-hover"
                    >
                      <span className="truncate">{column}</span>
                      {mask && (
                        <span className="flex shrink-0 items-center gap-0.5 text-masked">
                          <EyeOff aria-hidden className="size-3" />
                          <span className="sr-only">masked: </span>
                          {mask.dataClass}
                        </span>
                      )}
                      <span className="ml-auto max-w-24 shrink-0 truncate text-faint">{type}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
      {found.length > MOST_SHOWN && (
        <p className="text-dense text-faint">{found.length - MOST_SHOWN} more: search for them.</p>
      )}
    </section>
  )
}

/** As SQL takes it: a name that is not all small letters stands in quotes. */
function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}
