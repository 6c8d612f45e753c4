'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { browserNotifications } from '~/features/notifications/browser-setting'
import { useTRPC } from '~/trpc/client'

/**
 * Shows a notification of the browser for each request that begins to wait, where that is switched on. One tab does it for
 * all: whoever holds the lock keeps the stream, also in the background, where the others let theirs go.
 */
export function useBrowserNotifications(enabled: boolean): void {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const setting = useSyncExternalStore(
    browserNotifications.subscribe,
    browserNotifications.state,
    () => 'off' as const,
  )
  const isWanted = enabled && setting === 'on'
  const isOurs = useLock('sallyport-notifications', isWanted)

  useSubscription(
    trpc.approvals.changes.subscriptionOptions(undefined, {
      enabled: isWanted && isOurs,
      onData: ({ id, status }) => {
        if (id === null || status !== 'pending' || shown.has(id)) return
        shown.add(id)
        void show(id)
      },
    }),
  )

  async function show(id: string): Promise<void> {
    const request = await queryClient.fetchQuery(trpc.approvals.get.queryOptions({ id }))
    if (!request.canDecide || request.status !== 'pending') return
    const what = request.kind === 'access' ? 'access to' : 'a statement on'
    const notification = new Notification(
      `${request.requesterName} asks for ${what} ${request.connectionName}`,
      {
        body: request.ruleName ? `Held by ${request.ruleName}` : (request.statedReason ?? ''),
        tag: id,
      },
    )
    notification.onclick = () => {
      window.focus()
      router.push(`/approvals/${id}`)
    }
  }
}

/** A request changes while it waits, and is told of once. */
const shown = new Set<string>()

/** Whether this tab is the one of all that holds a lock; it lasts as long as it is wanted. */
function useLock(name: string, isWanted: boolean): boolean {
  const [isHeld, setIsHeld] = useState(false)
  useEffect(() => {
    if (!isWanted || !('locks' in navigator)) return
    const over = new AbortController()
    const held = () =>
      new Promise<void>((resolve) => {
        setIsHeld(true)
        over.signal.addEventListener('abort', () => resolve(), { once: true })
      })
    navigator.locks.request(name, { signal: over.signal }, held).catch(() => undefined) // given up before it came
    return () => {
      over.abort()
      setIsHeld(false)
    }
  }, [name, isWanted])
  return isHeld
}
