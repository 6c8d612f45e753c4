'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { ConfirmDialog } from '~/ui/confirm-dialog'
import { toast } from '~/ui/toast'

/** Shuts somebody out, or lets them in again. */
export function DisableIdentity({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { data: identity } = useSuspenseQuery(trpc.identities.get.queryOptions({ id }))
  const [isAsking, setIsAsking] = useState(false)
  const setDisabled = useMutation(
    trpc.identities.setDisabled.mutationOptions({
      onSuccess: (_, { disabled }) =>
        toast(disabled ? `${identity.name} is shut out` : `${identity.name} is back`),
      onError: (error) => toast(messageOf(error), 'error'),
      onSettled: async () => {
        setIsAsking(false)
        await queryClient.invalidateQueries(trpc.identities.pathFilter())
      },
    }),
  )

  if (identity.disabledAt) {
    return (
      <Button busy={setDisabled.isPending} onClick={() => setDisabled.mutate({ id, disabled: false })}>
        Enable
      </Button>
    )
  }
  return (
    <>
      <Button variant="danger-ghost" onClick={() => setIsAsking(true)}>
        Disable
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Disable ${identity.name}?`}
        confirm="Disable"
        busy={setDisabled.isPending}
        onConfirm={() => setDisabled.mutate({ id, disabled: true })}
      >
        Their sign-ins and live sessions end now, and their tokens stop working. What they did stays on
        record.
      </ConfirmDialog>
    </>
  )
}
