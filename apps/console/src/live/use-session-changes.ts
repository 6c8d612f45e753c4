'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useMemo } from 'react'
import { useTRPC } from '~/trpc/client'
import { throttle } from './throttle'
import { useIsVisible } from './use-is-visible'

interface Options {
  /** One session, or all that one may see. */
  readonly id?: string
  readonly enabled?: boolean
}

/** A busy session grows many times a second; nobody reads that fast. */
const REFRESH_MS = 500

/** Keeps the shown sessions up to date: their counts, whether they are live, how long their recordings are. */
export function useSessionChanges({ id, enabled = true }: Options): void {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const isVisible = useIsVisible()
  const refresh = useMemo(
    () => throttle(() => void queryClient.invalidateQueries(trpc.sessions.pathFilter()), REFRESH_MS),
    [queryClient, trpc],
  )

  useSubscription(
    trpc.sessions.changes.subscriptionOptions(id === undefined ? {} : { id }, {
      enabled: enabled && isVisible,
      // At each start: something may have happened while nobody listened.
      onStarted: refresh,
      onData: refresh,
    }),
  )
}
