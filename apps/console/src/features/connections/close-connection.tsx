'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Lock, LockOpen } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { ConfirmDialog } from '~/ui/confirm-dialog'
import { plural } from '~/ui/format'
import { toast } from '~/ui/toast'

interface Props {
  readonly id: string
  readonly name: string
  readonly isClosed: boolean
  readonly liveSessions: number
}

/** Shuts a connection for everybody at once, and opens it again. */
export function CloseConnection({ id, name, isClosed, liveSessions }: Props) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const [isAsking, setIsAsking] = useState(false)
  const change = useMutation(
    trpc.connections.setClosed.mutationOptions({
      onSuccess: async (_, { closed }) => {
        toast(closed ? `${name} is closed` : `${name} is open`)
        await queryClient.invalidateQueries(trpc.connections.pathFilter())
        router.refresh()
      },
      onError: (error) => toast(messageOf(error), 'error'),
      onSettled: () => setIsAsking(false),
    }),
  )
  if (isClosed) {
    return (
      <Button busy={change.isPending} onClick={() => change.mutate({ id, closed: false })}>
        <LockOpen aria-hidden /> Open
      </Button>
    )
  }
  return (
    <>
      <Button onClick={() => setIsAsking(true)}>
        <Lock aria-hidden /> Close
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Close “${name}”?`}
        confirm="Close it now"
        busy={change.isPending}
        onConfirm={() => change.mutate({ id, closed: true })}
      >
        Nobody gets in until it is opened again, whatever the rules say.
        {liveSessions > 0 && ` ${plural(liveSessions, 'live session')} will end now.`}
      </ConfirmDialog>
    </>
  )
}
