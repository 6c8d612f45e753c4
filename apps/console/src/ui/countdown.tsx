'use client'

import { cn } from './cn'
import { formatClock } from './format'
import { useNow } from './use-now'

/** What is left until a moment; in red in its last minute. */
export function Countdown({ until, className }: { readonly until: Date; readonly className?: string }) {
  const now = useNow(500)
  const left = until.getTime() - (now ?? until.getTime())
  return (
    <span
      role="timer"
      className={cn('font-mono tabular-nums', now !== null && left < 60_000 && 'text-deny', className)}
    >
      {now === null ? '–:––' : left <= 0 ? 'expired' : formatClock(left)}
    </span>
  )
}
