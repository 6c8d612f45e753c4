'use client'

import { X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from './button'
import { plural } from './format'
import { Td, Th } from './table'

export interface Selection {
  readonly size: number
  readonly ids: readonly string[]
  has(id: string): boolean
  set(ids: readonly string[], isOn: boolean): void
  clear(): void
}

export function useSelection(): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  return {
    size: chosen.size,
    ids: [...chosen],
    has: (id) => chosen.has(id),
    set(ids, isOn) {
      const next = new Set(chosen)
      for (const id of ids) {
        if (isOn) next.add(id)
        else next.delete(id)
      }
      setChosen(next)
    },
    clear: () => setChosen(new Set()),
  }
}

const BOX = 'size-4 accent-accent align-middle'

export function SelectAll({
  selection,
  ids,
}: {
  readonly selection: Selection
  readonly ids: readonly string[]
}) {
  const count = ids.filter((id) => selection.has(id)).length
  return (
    <Th className="w-9 pr-0">
      <input
        type="checkbox"
        aria-label="Select all"
        className={BOX}
        checked={count > 0 && count === ids.length}
        ref={(box) => {
          if (box) box.indeterminate = count > 0 && count < ids.length
        }}
        onChange={({ target }) => selection.set(ids, target.checked)}
      />
    </Th>
  )
}

export function SelectRow({ selection, id }: { readonly selection: Selection; readonly id: string }) {
  return (
    <Td className="w-9 pr-0">
      <input
        type="checkbox"
        aria-label="Select"
        className={`relative z-1 ${BOX}`}
        checked={selection.has(id)}
        onChange={({ target }) => selection.set([id], target.checked)}
      />
    </Td>
  )
}

/** What can be done with the selected rows; comes up when there are some. */
export function SelectionBar({
  selection,
  children,
}: {
  readonly selection: Selection
  readonly children: ReactNode
}) {
  if (selection.size === 0) return null
  return (
    <div
      role="toolbar"
      aria-label="Selected"
      className="sticky bottom-4 z-20 mx-auto flex animate-appear items-center gap-2 rounded-lg border bg-raised py-1.5 pr-1.5 pl-3.5 shadow-pop"
    >
      <span className="mr-1 text-dense font-medium tabular-nums">
        {plural(selection.size, 'selected', 'selected')}
      </span>
      {children}
      <Button variant="ghost" size="icon" aria-label="Clear selection" onClick={() => selection.clear()}>
        <X aria-hidden />
      </Button>
    </div>
  )
}
