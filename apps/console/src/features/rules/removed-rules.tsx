'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { Time } from '~/ui/time'
import { toast } from '~/ui/toast'

/** Rules that were removed, each with the way back. */
export function RemovedRules() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const may = useMay()
  const removed = useQuery(trpc.rules.removed.queryOptions()).data?.items ?? []
  const restore = useMutation(
    trpc.rules.restore.mutationOptions({
      onSuccess: ({ name }) => toast(`${name} is back`),
      onError: (error) => toast(messageOf(error), 'error'),
      onSettled: () => queryClient.invalidateQueries(trpc.rules.pathFilter()),
    }),
  )
  if (removed.length === 0) return null
  return (
    <details className="rounded-lg border bg-surface px-4 py-2.5">
      <summary className="cursor-pointer font-medium">Removed rules ({removed.length})</summary>
      <ul aria-label="Removed rules" className="mt-2 flex flex-col gap-2">
        {removed.map(({ id, name, author, at }) => (
          <li key={id} className="flex items-center justify-between gap-3">
            <span className="min-w-0 text-dense">
              <strong className="font-medium">{name}</strong>, removed by {author} <Time at={at} />
            </span>
            {may('rule:write') && (
              <Button
                size="sm"
                aria-label={`Restore ${name}`}
                busy={restore.isPending && restore.variables.id === id}
                onClick={() => restore.mutate({ id })}
              >
                Restore
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}
