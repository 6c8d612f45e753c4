'use client'

import Link from 'next/link'
import { describeOperations } from '~/features/statements/describe-operations'
import type { RouterOutputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { cn } from '~/ui/cn'
import { SqlLine } from '~/ui/code'
import { Countdown } from '~/ui/countdown'
import { Time } from '~/ui/time'
import { accessWords } from './access-words'
import { ApprovalStatusBadge } from './approval-status'

interface Props {
  readonly item: RouterOutputs['approvals']['list']['items'][number]
  readonly isSelected: boolean
  readonly onSelect: (id: string) => void
}

/** Beside the open request where there is room for both, else a link to it. */
const WIDE = '(min-width: 64rem)'

export function InboxRow({ item, isSelected, onSelect }: Props) {
  const [first] = describeOperations(item.operations, item.statement)
  const { access } = item
  return (
    <li id={`request-${item.id}`}>
      <Link
        href={`/approvals/${item.id}`}
        prefetch={false}
        aria-current={isSelected || undefined}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey || !window.matchMedia(WIDE).matches) return
          event.preventDefault()
          onSelect(item.id)
        }}
        className={cn(
          'flex flex-col gap-1 border-l-2 border-l-transparent px-3.5 py-2.5 -outline-offset-2 hover:bg-hover',
          isSelected && 'lg:border-l-accent lg:bg-selected',
        )}
      >
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{item.requesterName}</span>
          <span className="truncate text-faint">· {item.connectionName}</span>
          {item.count > 1 && (
            <Badge tone="hold" title="Requests that say the same thing">
              × {item.count}
            </Badge>
          )}
          {item.leftAt && item.status === 'pending' && <Badge title="The client went away">away</Badge>}
          <span className="ml-auto shrink-0 text-xs text-faint">
            {item.status === 'pending' ? (
              <Countdown until={item.expiresAt} />
            ) : (
              <Time at={item.requestedAt} />
            )}
          </span>
        </span>
        {access && <span className="truncate text-dense">Access: {accessWords(access)}</span>}
        {first && (
          <span className={cn('truncate text-dense', first.isDangerous ? 'text-hold' : 'text-muted')}>
            {first.words} <span className="font-mono text-xs">{first.resource}</span>
          </span>
        )}
        <span className="flex items-center gap-2">
          <span className="min-w-0 flex-1">
            {access ? (
              <span className="block truncate text-dense text-muted">“{item.statedReason}”</span>
            ) : (
              <SqlLine text={item.statement} className="text-muted" />
            )}
          </span>
          {item.status !== 'pending' && <ApprovalStatusBadge {...item} />}
        </span>
      </Link>
    </li>
  )
}
