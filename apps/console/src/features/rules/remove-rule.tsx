'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTRPC } from '~/trpc/client'
import { RemoveButton } from '~/ui/remove-button'

export function RemoveRule({ id, name }: { readonly id: string; readonly name: string }) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const remove = useMutation(trpc.rules.remove.mutationOptions())
  const restore = useMutation(
    trpc.rules.restore.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.rules.pathFilter()),
    }),
  )
  return (
    <RemoveButton
      what="rule"
      name={name}
      remove={() => remove.mutateAsync({ id })}
      restore={() => restore.mutateAsync({ id })}
      onRemoved={() => {
        void queryClient.invalidateQueries(trpc.rules.list.queryFilter())
        router.push('/rules')
      }}
    >
      What only this rule allows is refused from then on. Statements that it holds right now can no longer be
      approved.
    </RemoveButton>
  )
}
