'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMay } from '~/features/me/use-me'
import { RemovedList } from '~/features/versions/removed-list'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { toast } from '~/ui/toast'

/** Masking rules that were removed, each with the way back. */
export function RemovedMaskingRules() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const may = useMay()
  const removed = useQuery(trpc.maskingRules.removed.queryOptions()).data?.items ?? []
  const restore = useMutation(
    trpc.maskingRules.restore.mutationOptions({
      onSuccess: ({ name }) => toast(`${name} is back`),
      onError: (error) => toast(messageOf(error), 'error'),
      onSettled: () => queryClient.invalidateQueries(trpc.maskingRules.pathFilter()),
    }),
  )
  return (
    <RemovedList
      title="Removed masking rules"
      items={removed}
      mayRestore={may('masking:write')}
      busy={restore.isPending ? restore.variables.id : null}
      onRestore={(id) => restore.mutate({ id })}
    />
  )
}
