'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useTRPC } from '~/trpc/client'
import { useIsVisible } from './use-is-visible'

/**
 * Keeps every shown approval, list of them and count up to date without a reload. Once per page, in the shell.
 * Answers how its stream is: every role has it, so it speaks for the connection to the console.
 */
export function useApprovalChanges(enabled: boolean): 'idle' | 'connecting' | 'pending' | 'error' {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const isVisible = useIsVisible()

  function refresh(): void {
    void queryClient.invalidateQueries(trpc.approvals.pathFilter())
    void queryClient.invalidateQueries(trpc.access.pathFilter())
    void queryClient.invalidateQueries(trpc.overview.pathFilter())
  }

  const { status } = useSubscription(
    trpc.approvals.changes.subscriptionOptions(undefined, {
      enabled: enabled && isVisible,
      // At each start: something may have happened while nobody listened.
      onStarted: refresh,
      onData: refresh,
    }),
  )
  return status
}
