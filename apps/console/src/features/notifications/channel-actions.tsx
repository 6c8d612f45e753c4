'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { RemoveButton } from '~/ui/remove-button'
import { toast } from '~/ui/toast'
import type { Channel } from './channel-words'
import { SigningSecret } from './signing-secret'

/** A new signing secret, and removal. */
export function ChannelActions({ channel: { id, kind, name } }: { readonly channel: Channel }) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const [secret, setSecret] = useState<string | null>(null)
  const rotate = useMutation(
    trpc.notifications.rotateSecret.mutationOptions({
      onSuccess: ({ signingSecret }) => setSecret(signingSecret),
      onError: (error) => toast(messageOf(error), 'error'),
    }),
  )
  const remove = useMutation(trpc.notifications.remove.mutationOptions())
  return (
    <>
      {kind === 'webhook' && (
        <Button busy={rotate.isPending} onClick={() => rotate.mutate({ id })}>
          <KeyRound aria-hidden /> New signing secret
        </Button>
      )}
      <RemoveButton
        what="channel"
        name={name}
        remove={() => remove.mutateAsync({ id })}
        onRemoved={() => {
          void queryClient.invalidateQueries(trpc.notifications.pathFilter())
          router.push('/settings/notifications')
        }}
      >
        Nobody is told by it any more, and its messages are forgotten.
      </RemoveButton>
      {secret && <SigningSecret text={secret} onClose={() => setSecret(null)} />}
    </>
  )
}
