'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { CheckCheck, Inbox as InboxIcon } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { Suspense, useState } from 'react'
import { useTRPC } from '~/trpc/client'
import type { RouterInputs, RouterOutputs } from '~/trpc/types'
import { EmptyState } from '~/ui/empty-state'
import { Pager } from '~/ui/list-controls'
import { CardSkeleton } from '~/ui/skeleton'
import { useKeys } from '~/ui/use-keys'
import { useUrlState } from '~/ui/use-url-state'
import { ApprovalView } from './approval-view'
import { InboxRow } from './inbox-row'

interface Props {
  readonly input: RouterInputs['approvals']['list']
}

/** The requests beside the chosen one. `j` and `k` go through them, Enter opens one by itself. */
export function Inbox({ input }: Props) {
  const trpc = useTRPC()
  const router = useRouter()
  const { current, select } = useSelected()
  const { data } = useSuspenseQuery(trpc.approvals.list.queryOptions(input))
  const { items, nextCursor } = data
  // The first is chosen once: when somebody else settles it, what is read must not become another under the eyes.
  const [first, setFirst] = useState(items[0]?.id)
  if (first === undefined && items[0]) setFirst(items[0].id)
  const selected = current ?? first

  function move(step: 1 | -1): void {
    const at = items.findIndex(({ id }) => id === selected)
    // What is selected may be settled and gone from the list: then begin at its top.
    const next = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + step))]
    if (!next) return
    select(next.id)
    document.getElementById(`request-${next.id}`)?.scrollIntoView({ block: 'nearest' })
  }

  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => selected && router.push(`/approvals/${selected}`),
  })

  if (items.length === 0 && !selected) return <Nothing input={input} />

  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(18rem,24rem)_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-3">
        <ul aria-label="Requests" className="divide-y overflow-hidden rounded-lg border bg-surface">
          {items.map((item) => (
            <InboxRow key={item.id} item={item} isSelected={item.id === selected} onSelect={select} />
          ))}
          {items.length === 0 && (
            <li className="px-4 py-6 text-center text-dense text-muted">Nothing more waits.</li>
          )}
        </ul>
        <Alike item={items.find(({ id }) => id === selected)} isOnly={input.alike !== undefined} />
        <Pager next={nextCursor} />
        <p className="text-dense text-faint max-lg:hidden">
          <kbd className="font-mono">j</kbd> and <kbd className="font-mono">k</kbd> move,{' '}
          <kbd className="font-mono">Enter</kbd> opens
        </p>
      </div>
      <div className="min-w-0 max-lg:hidden">
        {selected && (
          <Suspense key={selected} fallback={<CardSkeleton lines={8} />}>
            <ApprovalView id={selected} />
          </Suspense>
        )}
      </div>
    </div>
  )
}

interface AlikeProps {
  readonly item: RouterOutputs['approvals']['list']['items'][number] | undefined
  readonly isOnly: boolean
}

/** The way to each of those that say the same: every one has its own answer. */
function Alike({ item, isOnly }: AlikeProps) {
  if (isOnly) {
    return (
      <Link href="/approvals" className="text-dense font-medium text-accent hover:underline">
        Show everything that waits
      </Link>
    )
  }
  if (!item || item.count === 1) return null
  return (
    <Link
      href={`/approvals?alike=${item.alike}`}
      className="text-dense font-medium text-accent hover:underline"
    >
      {item.count} requests say the same: show each
    </Link>
  )
}

/** The selection is in the URL too, but going through the list makes no history. */
function useSelected() {
  const { current } = useUrlState()
  return {
    current: current.get('selected'),
    select: (id: string) => {
      const next = new URLSearchParams(current)
      next.set('selected', id)
      window.history.replaceState(null, '', `?${next}`)
    },
  }
}

function Nothing({ input }: Props) {
  if (input.search) {
    return (
      <EmptyState icon={InboxIcon} title={`No request matches “${input.search}”`}>
        Search looks at who asks, the connection, the statement and the rule.
      </EmptyState>
    )
  }
  return input.status === 'pending' ? (
    <EmptyState icon={CheckCheck} title="Nothing waits for an answer">
      Statements that a rule holds appear here by themselves, as soon as a client sends one.
    </EmptyState>
  ) : (
    <EmptyState icon={InboxIcon} title="No request has been settled yet">
      Requests that were approved, rejected, cancelled or that expired are kept here.
    </EmptyState>
  )
}
