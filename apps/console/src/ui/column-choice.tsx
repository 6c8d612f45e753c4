'use client'

import { Columns3 } from 'lucide-react'
import { Menu, MenuCheck, MenuLabel } from './menu'

interface Props {
  readonly columns: readonly { readonly id: string; readonly title: string; readonly fixed?: boolean }[]
  readonly hidden: ReadonlySet<string>
  readonly onChange: (hidden: ReadonlySet<string>) => void
}

export function ColumnChoice({ columns, hidden, onChange }: Props) {
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label="Choose columns"
          title="Choose columns"
          className="rounded p-1 text-faint hover:bg-hover hover:text-ink"
        >
          <Columns3 aria-hidden className="size-3.5" />
        </button>
      }
    >
      <MenuLabel>Columns</MenuLabel>
      {columns
        .filter(({ fixed }) => !fixed)
        .map(({ id, title }) => (
          <MenuCheck
            key={id}
            checked={!hidden.has(id)}
            onChange={(isShown) => {
              const next = new Set(hidden)
              if (isShown) next.delete(id)
              else next.add(id)
              onChange(next)
            }}
          >
            {title}
          </MenuCheck>
        ))}
    </Menu>
  )
}
