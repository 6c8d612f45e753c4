'use client'

import { Button } from '~/ui/button'
import { Time } from '~/ui/time'

interface Props {
  /** As in "Removed rules". */
  readonly title: string
  readonly items: readonly {
    readonly id: string
    readonly name: string
    readonly author: string
    readonly at: Date
  }[]
  readonly mayRestore: boolean
  /** The id of what is being restored. */
  readonly busy: string | null
  readonly onRestore: (id: string) => void
}

/** What was removed, each with the way back. */
export function RemovedList({ title, items, mayRestore, busy, onRestore }: Props) {
  if (items.length === 0) return null
  return (
    <details className="rounded-lg border bg-surface px-4 py-2.5">
      <summary className="cursor-pointer font-medium">
        {title} ({items.length})
      </summary>
      <ul aria-label={title} className="mt-2 flex flex-col gap-2">
        {items.map(({ id, name, author, at }) => (
          <li key={id} className="flex items-center justify-between gap-3">
            <span className="min-w-0 text-dense">
              <strong className="font-medium">{name}</strong>, removed by {author} <Time at={at} />
            </span>
            {mayRestore && (
              <Button
                size="sm"
                aria-label={`Restore ${name}`}
                busy={busy === id}
                onClick={() => onRestore(id)}
              >
                Restore
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}
