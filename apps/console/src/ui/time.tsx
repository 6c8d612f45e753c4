'use client'

import { useState } from 'react'
import { cn } from './cn'
import { formatRelative } from './format'
import { useNow } from './use-now'

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

interface Props {
  readonly at: Date
  /** Shows the moment itself instead of how long ago it was. */
  readonly exactly?: boolean
  readonly className?: string
}

/** How long ago, and the moment itself on hover, in the reader's own time zone. */
export function Time({ at, exactly = false, className }: Props) {
  const now = useNow(5_000)
  const [renderedAt] = useState(Date.now)
  const moment = now === null ? at.toISOString().slice(0, 19).replace('T', ' ') : exact.format(at)
  return (
    <time
      dateTime={at.toISOString()}
      title={moment}
      suppressHydrationWarning
      className={cn('whitespace-nowrap', className)}
    >
      {exactly ? moment : formatRelative(at, now ?? renderedAt)}
    </time>
  )
}
