'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { CircleStop } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { ConfirmDialog } from '~/ui/confirm-dialog'
import { toast } from '~/ui/toast'

/** Cuts a live session off. */
export function EndSession({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { data: session } = useSuspenseQuery(trpc.sessions.get.queryOptions({ id }))
  const [isAsking, setIsAsking] = useState(false)
  const end = useMutation(
    trpc.sessions.end.mutationOptions({
      onSuccess: () => toast('The gateway was told to end the session'),
      onError: (error) => toast(messageOf(error), 'error'),
      onSettled: async () => {
        setIsAsking(false)
        await queryClient.invalidateQueries(trpc.sessions.pathFilter())
      },
    }),
  )
  if (!session.live) return null
  return (
    <>
      <Button variant="danger-ghost" onClick={() => setIsAsking(true)}>
        <CircleStop aria-hidden /> End session
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`End the session of ${session.identity.name}?`}
        confirm="End session"
        busy={end.isPending}
        onConfirm={() => end.mutate({ id })}
      >
        The client is disconnected. What runs right now is cancelled, and what waits for an approval is not
        run.
      </ConfirmDialog>
    </>
  )
}
