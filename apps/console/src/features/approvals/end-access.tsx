'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { ConfirmDialog } from '~/ui/confirm-dialog'
import { toast } from '~/ui/toast'

interface Props {
  readonly id: string
  readonly requesterName: string
  readonly connectionName: string
  /** Granted, or only asked for. */
  readonly isGranted: boolean
}

/** Takes granted access back, or withdraws what waits for an answer. */
export function EndAccess({ id, requesterName, connectionName, isGranted }: Props) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [isAsking, setIsAsking] = useState(false)
  const end = useMutation(
    trpc.access.end.mutationOptions({
      onSuccess: () => toast(isGranted ? 'The access has ended' : 'The request is withdrawn'),
      onError: (error) => toast(messageOf(error), 'error'),
      onSettled: () => {
        setIsAsking(false)
        void queryClient.invalidateQueries(trpc.approvals.pathFilter())
        void queryClient.invalidateQueries(trpc.access.pathFilter())
      },
    }),
  )
  const label = isGranted ? 'Take back' : 'Withdraw'
  return (
    <>
      <Button size="sm" className="relative" onClick={() => setIsAsking(true)}>
        {label}
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={isGranted ? `Take the access of ${requesterName} back?` : 'Withdraw this request?'}
        confirm={label}
        busy={end.isPending}
        onConfirm={() => end.mutate({ id })}
      >
        {isGranted
          ? `The live sessions of ${requesterName} on ${connectionName} end within two seconds.`
          : 'Nobody can answer it any more; it can be asked for again.'}
      </ConfirmDialog>
    </>
  )
}
