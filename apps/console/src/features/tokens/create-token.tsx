'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { CodeBlock } from '~/ui/code'
import { Actions, Dialog } from '~/ui/dialog'
import { Time } from '~/ui/time'
import { TokenForm } from './token-form'

interface Props {
  readonly identityId: string
  readonly label: string
  /** What it opens, unless the reader wants otherwise; absent: every connection. */
  readonly connections?: readonly string[]
  readonly onCreated?: (token: string) => void
}

/** Makes a token and shows it this once. */
export function CreateToken({ identityId, label, connections = [], onCreated }: Props) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [isOpen, setIsOpen] = useState(false)
  const create = useMutation(
    trpc.tokens.create.mutationOptions({
      onSuccess: ({ token }) => {
        onCreated?.(token)
        void queryClient.invalidateQueries(trpc.tokens.pathFilter())
      },
    }),
  )
  const { data: issued } = create

  return (
    <>
      <Button
        onClick={() => {
          create.reset()
          setIsOpen(true)
        }}
      >
        <KeyRound aria-hidden /> {label}
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={setIsOpen}
        title={issued ? 'Copy the token now' : label}
        description={
          issued
            ? 'It is not kept here and cannot be shown again.'
            : 'A token is a password: whoever has it is you.'
        }
      >
        {issued ? (
          <div className="flex flex-col gap-3">
            <CodeBlock text={issued.token} label="Token" />
            <Callout
              tone="info"
              title={
                <>
                  It ends <Time at={issued.expiresAt} exactly />
                </>
              }
            >
              Revoke it before that when it may have leaked: its sessions end with it.
            </Callout>
            <Actions>
              <Button variant="primary" onClick={() => setIsOpen(false)}>
                Done
              </Button>
            </Actions>
          </div>
        ) : (
          <TokenForm
            identityId={identityId}
            label={label}
            connections={connections}
            error={create.error}
            isBusy={create.isPending}
            onSubmit={(input) => create.mutate(input)}
            onCancel={() => setIsOpen(false)}
          />
        )}
      </Dialog>
    </>
  )
}
