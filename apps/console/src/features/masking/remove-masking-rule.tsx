'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTRPC } from '~/trpc/client'
import { RemoveButton } from '~/ui/remove-button'

export function RemoveMaskingRule({ id, name }: { readonly id: string; readonly name: string }) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const remove = useMutation(trpc.maskingRules.remove.mutationOptions())
  const restore = useMutation(
    trpc.maskingRules.restore.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.maskingRules.pathFilter()),
    }),
  )
  return (
    <RemoveButton
      what="masking rule"
      name={name}
      remove={() => remove.mutateAsync({ id })}
      restore={() => restore.mutateAsync({ id })}
      onRemoved={() => {
        void queryClient.invalidateQueries(trpc.maskingRules.list.queryFilter())
        router.push('/masking')
      }}
    >
      Values that only this rule masks reach clients as they are from then on.
    </RemoveButton>
  )
}
