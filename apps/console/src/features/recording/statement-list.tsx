'use client'

import { Hand } from 'lucide-react'
import { memo, useEffect, useRef } from 'react'
import { EffectBadge } from '~/features/statements/effect-badge'
import { Badge } from '~/ui/badge'
import { cn } from '~/ui/cn'
import { SqlLine } from '~/ui/code'
import { formatPosition } from '~/ui/format'
import type { Replay, ReplayStatement } from './replay'

/** More than these are not in the page at once; the list moves with the position. */
const MAX_SHOWN = 300

interface Props {
  readonly replay: Replay
  /** Number of events: the replay itself grows in place. */
  readonly events: number
  /** Index of the statement that is shown; -1 before the first. */
  readonly current: number
  /** Index of the first event that cannot be trusted. */
  readonly brokenAt: number
  readonly onChoose: (entry: ReplayStatement) => void
}

/** All statements of the session; those still to come are faint. */
export const StatementList = memo(function StatementList({ replay, current, brokenAt, onChoose }: Props) {
  const list = useRef<HTMLOListElement>(null)
  const { statements, startAt, durationMs } = replay
  const first = Math.max(0, Math.min(current - MAX_SHOWN / 2, statements.length - MAX_SHOWN))
  const shown = statements.slice(first, first + MAX_SHOWN)

  useEffect(() => {
    const item = list.current?.querySelector<HTMLElement>('[aria-current="true"]')
    const box = list.current
    if (!item || !box) return
    // scrollIntoView would also move the page.
    if (item.offsetTop < box.scrollTop) box.scrollTop = item.offsetTop
    const bottom = item.offsetTop + item.offsetHeight
    if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight
  }, [current])

  return (
    <ol
      ref={list}
      aria-label="Statements"
      className="relative divide-y overflow-y-auto rounded-lg border bg-surface max-lg:max-h-64 lg:max-h-[34rem]"
    >
      {first > 0 && <li className="px-3 py-1.5 text-xs text-faint">{first} earlier statements</li>}
      {shown.map((entry, index) => (
        <li key={entry.statement.statement}>
          <Item
            entry={entry}
            startAt={startAt}
            durationMs={durationMs}
            isCurrent={first + index === current}
            isToCome={first + index > current}
            isUntrusted={entry.lastEvent >= brokenAt}
            onChoose={onChoose}
          />
        </li>
      ))}
      {first + MAX_SHOWN < statements.length && (
        <li className="px-3 py-1.5 text-xs text-faint">
          {statements.length - first - MAX_SHOWN} later statements
        </li>
      )}
      {statements.length === 0 && <li className="px-3 py-4 text-dense text-muted">No statement yet.</li>}
    </ol>
  )
})

interface ItemProps {
  readonly entry: ReplayStatement
  readonly startAt: number
  readonly durationMs: number
  readonly isCurrent: boolean
  readonly isToCome: boolean
  readonly isUntrusted: boolean
  readonly onChoose: (entry: ReplayStatement) => void
}

function Item({ entry, startAt, durationMs, isCurrent, isToCome, isUntrusted, onChoose }: ItemProps) {
  const { statement, approvals, end } = entry
  return (
    <button
      type="button"
      aria-current={isCurrent}
      onClick={() => onChoose(entry)}
      className={cn(
        'flex w-full flex-col gap-1 border-l-2 border-l-transparent px-3 py-2 text-left -outline-offset-2 hover:bg-hover',
        isCurrent && 'border-l-accent bg-selected hover:bg-selected',
      )}
    >
      <span className={cn('w-full min-w-0', isToCome && 'text-faint [&_span]:text-faint')}>
        <SqlLine text={statement.text} />
      </span>
      <span className="flex flex-wrap items-center gap-1.5 text-xs text-faint">
        <span className="w-10 tabular-nums">{formatPosition(statement.at - startAt, durationMs)}</span>
        <EffectBadge effect={statement.decision.effect} />
        {approvals.length > 0 && <HoldOutcome status={approvals.at(-1)?.status} />}
        {end?.status === 'failed' && <Badge tone="deny">{end.code ?? 'failed'}</Badge>}
        {isUntrusted && <Badge tone="deny">not verified</Badge>}
      </span>
    </button>
  )
}

function HoldOutcome({ status }: { readonly status: string | undefined }) {
  const isOpen = status === 'requested'
  return (
    <Badge tone={status === 'approved' ? 'allow' : isOpen ? 'hold' : 'deny'}>
      {isOpen && <Hand aria-hidden />}
      {isOpen ? 'waits' : status}
    </Badge>
  )
}
