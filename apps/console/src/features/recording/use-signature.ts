'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '~/trpc/client'
import { checkSignature, type Signature } from './check-signature'
import type { Seal } from './recording-source'

/** How often the console is asked for a signature that is about to come. */
const ASK_AGAIN_MS = 5_000

/** The signature under a recording that was verified whole; null while that is not so, or not known yet. */
export function useSignature(id: string, seal: Seal): Signature | null {
  const trpc = useTRPC()
  const whole = seal.state === 'verified' && seal.isWhole ? seal : null
  const seals = useQuery({
    ...trpc.sessions.seals.queryOptions({ id }),
    enabled: whole !== null,
    refetchInterval: ({ state }) => {
      const last = state.data?.seals.at(-1)
      return whole && (!last || last.offset + last.bytes < whole.bytes) ? ASK_AGAIN_MS : false
    },
  })
  const checked = useQuery({
    queryKey: ['signature', id, whole?.head, seals.dataUpdatedAt],
    enabled: whole !== null && seals.data !== undefined,
    queryFn: () => {
      if (!whole || !seals.data) return null
      return checkSignature(seals.data, id, whole.bytes, whole.head)
    },
  })
  return checked.data ?? null
}
