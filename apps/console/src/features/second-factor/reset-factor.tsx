'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMe } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { ConfirmDialog } from '~/ui/confirm-dialog'
import { Section } from '~/ui/page'
import { Time } from '~/ui/time'
import { toast } from '~/ui/toast'

/** Whether somebody has a second factor; an admin removes it for who has lost it. */
export function ResetFactor({ id, name }: { readonly id: string; readonly name: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const isMe = useMe().id === id
  const { data } = useSuspenseQuery(trpc.secondFactor.get.queryOptions({ identityId: id }))
  const [isAsking, setIsAsking] = useState(false)
  const reset = useMutation(
    trpc.secondFactor.reset.mutationOptions({
      onSuccess: () => toast(`${name} signs in with the password alone`),
      onError: (error) => toast(messageOf(error), 'error'),
      onSettled: async () => {
        setIsAsking(false)
        await Promise.all([
          queryClient.invalidateQueries(trpc.secondFactor.pathFilter()),
          queryClient.invalidateQueries(trpc.consoleSessions.pathFilter()),
        ])
      },
    }),
  )
  return (
    <Section
      title="Second factor"
      actions={
        data.enrolledAt &&
        !isMe && (
          <Button size="sm" variant="danger-ghost" onClick={() => setIsAsking(true)}>
            Reset
          </Button>
        )
      }
    >
      <p className="text-dense text-muted">
        {data.enrolledAt ? (
          <>
            <Badge tone="allow">on</Badge> since <Time at={data.enrolledAt} />
          </>
        ) : (
          'Off: the password alone, or the identity provider, lets in.'
        )}
      </p>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Reset the second factor of ${name}?`}
        confirm="Reset"
        busy={reset.isPending}
        onConfirm={() => reset.mutate({ id })}
      >
        For who has lost their authenticator and their recovery codes: make sure that it is they who ask.
        Their sign-ins end now, and the next one asks for the password alone.
      </ConfirmDialog>
    </Section>
  )
}
