'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTRPC } from '~/trpc/client'
import { plural } from '~/ui/format'
import { RemoveButton } from '~/ui/remove-button'

interface Props {
  readonly id: string
  readonly name: string
  readonly liveSessions: number
}

export function RemoveConnection({ id, name, liveSessions }: Props) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const remove = useMutation(trpc.connections.remove.mutationOptions())
  return (
    <RemoveButton
      what="connection"
      name={name}
      remove={() => remove.mutateAsync({ id })}
      onRemoved={() => {
        void queryClient.invalidateQueries(trpc.connections.list.queryFilter())
        router.push('/connections')
      }}
    >
      Nobody can reach the target through Sallyport any more.
      {liveSessions > 0 && ` ${plural(liveSessions, 'live session ends', 'live sessions end')}.`} Recordings
      of earlier sessions stay.
    </RemoveButton>
  )
}
