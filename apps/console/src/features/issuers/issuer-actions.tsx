'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { RemoveButton } from '~/ui/remove-button'
import { toast } from '~/ui/toast'

interface Props {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  readonly canFetch: boolean
}

/** What is done to an issuer as a whole. */
export function IssuerActions({ id, name, enabled, canFetch }: Props) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const onError = (error: unknown) => toast(messageOf(error), 'error')
  const refresh = async () => {
    await queryClient.invalidateQueries(trpc.issuers.pathFilter())
    router.refresh()
  }
  const setEnabled = useMutation(
    trpc.issuers.setEnabled.mutationOptions({
      onSuccess: async (item) => {
        toast(item.enabled ? `${name} is accepted again` : `${name} is not accepted any more`)
        await refresh()
      },
      onError,
    }),
  )
  const fetchKeys = useMutation(
    trpc.issuers.fetchKeys.mutationOptions({
      onSuccess: async ({ keysProblem, keys }) => {
        toast(keysProblem ?? `${keys.length} keys were fetched`, keysProblem ? 'error' : 'good')
        await refresh()
      },
      onError,
    }),
  )
  const remove = useMutation(trpc.issuers.remove.mutationOptions())
  return (
    <>
      {canFetch && (
        <Button busy={fetchKeys.isPending} onClick={() => fetchKeys.mutate({ id })}>
          Fetch keys now
        </Button>
      )}
      <Button busy={setEnabled.isPending} onClick={() => setEnabled.mutate({ id, enabled: !enabled })}>
        {enabled ? 'Disable' : 'Enable'}
      </Button>
      <RemoveButton
        what="issuer"
        name={name}
        remove={() => remove.mutateAsync({ id })}
        onRemoved={() => {
          void queryClient.invalidateQueries(trpc.issuers.pathFilter())
          router.push('/issuers')
        }}
      >
        Sessions that its tokens opened end now, and nobody comes in with one again. The identities stay.
      </RemoveButton>
    </>
  )
}
