'use client'

import type { Permission } from '@sallyport/api'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTRPC } from '~/trpc/client'

/** Who is signed in. The layout has fetched it. */
export function useMe() {
  const trpc = useTRPC()
  return useSuspenseQuery(trpc.me.get.queryOptions(undefined, { staleTime: 60_000 })).data
}

/** Only what is shown depends on this; the API asks again. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useMe()
  return (permission) => permissions.includes(permission)
}
