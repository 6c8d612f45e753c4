'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { EffectBadge } from '~/features/statements/effect-badge'
import { useTRPC } from '~/trpc/client'
import { SqlLine } from '~/ui/code'
import { Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Time } from '~/ui/time'

interface Props {
  readonly connectionId: string
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly onChoose: (text: string) => void
}

/** What one ran here before, from one's own recorded sessions. */
export function HistoryDialog({ connectionId, open, onOpenChange, onChoose }: Props) {
  const trpc = useTRPC()
  const [text, setText] = useState('')
  const search = useDeferredValue(text.trim())
  const { data } = useQuery(
    trpc.sqlEditor.history.queryOptions(
      { id: connectionId, ...(search && { search }) },
      { enabled: open, placeholderData: keepPreviousData, staleTime: 0 },
    ),
  )
  const items = data?.items ?? []

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="What you ran"
      description="Of your recorded sessions at this connection, whatever the client. Values of classified columns are left out."
      width="lg"
    >
      <Field label="Search">
        <Input type="search" value={text} onChange={({ target }) => setText(target.value)} />
      </Field>
      <ul className="mt-3 flex flex-col divide-y">
        {items.map((item) => (
          <li key={`${item.sessionId} ${item.number}`}>
            <button
              type="button"
              onClick={() => onChoose(item.text)}
              className="flex w-full min-w-0 items-center gap-3 px-1 py-2 text-left text-dense -outline-offset-2 hover:bg-hover"
            >
              <EffectBadge effect={item.effect} />
              <SqlLine text={item.text} className="min-w-0 flex-1" />
              <span className="shrink-0 text-faint">
                <Time at={item.at} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {data && items.length === 0 && (
        <p className="py-6 text-center text-dense text-muted">
          {search ? 'Nothing that you ran here matches.' : 'You ran nothing here yet.'}
        </p>
      )}
      {data?.hasMore && (
        <p className="pt-2 text-dense text-faint">The newest are shown: search for others.</p>
      )}
    </Dialog>
  )
}
