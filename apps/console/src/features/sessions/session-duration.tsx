'use client'

import { formatDuration } from '~/ui/format'
import { useNow } from '~/ui/use-now'

interface Props {
  readonly startedAt: Date
  /** null while the session is live: the time runs on. */
  readonly endedAt: Date | null
}

export function SessionDuration({ startedAt, endedAt }: Props) {
  const now = useNow(1_000)
  const end = endedAt?.getTime() ?? now
  return end === null ? '–' : formatDuration(Math.max(0, end - startedAt.getTime()))
}
