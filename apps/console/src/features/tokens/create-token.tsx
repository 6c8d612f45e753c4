'use client'

import type { TokenScope } from '@sallyport/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { useMe } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { CodeBlock } from '~/ui/code'
import { Actions, Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Select } from '~/ui/select'
import { Time } from '~/ui/time'

const HOURS = [
  { value: '1', label: '1 hour' },
  { value: '8', label: '8 hours' },
  { value: '24', label: '1 day' },
  { value: '168', label: '7 days' },
  { value: '720', label: '30 days' },
]

const SCOPES: readonly { readonly value: TokenScope; readonly label: string }[] = [
  { value: 'connect', label: 'Databases, through a gateway' },
  { value: 'read', label: 'Reading the console, from a command line' },
  { value: 'manage', label: 'Managing the console, from a command line' },
]

interface Props {
  readonly identityId: string
  readonly label: string
  readonly onCreated?: (token: string) => void
}

/** Makes a token and shows it this once. */
export function CreateToken({ identityId, label, onCreated }: Props) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [isOpen, setIsOpen] = useState(false)
  const [hours, setHours] = useState('8')
  const [scope, setScope] = useState<TokenScope>('connect')
  const isMine = useMe().id === identityId
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
          <Form
            label={label}
            error={create.error}
            onSubmit={() => create.mutate({ identityId, hours: Number(hours), scope })}
          >
            {(errors) => (
              <>
                <Field label="Good for" error={errors.of('hours')}>
                  <Select options={HOURS} value={hours} onChange={({ target }) => setHours(target.value)} />
                </Field>
                {isMine && (
                  <Field label="Opens" error={errors.of('scope')}>
                    <Select
                      options={SCOPES}
                      value={scope}
                      onChange={({ target }) =>
                        setScope(SCOPES.find(({ value }) => value === target.value)?.value ?? 'connect')
                      }
                    />
                  </Field>
                )}
                <Actions>
                  <Button onClick={() => setIsOpen(false)}>Cancel</Button>
                  <Button type="submit" variant="primary" busy={create.isPending}>
                    Create token
                  </Button>
                </Actions>
              </>
            )}
          </Form>
        )}
      </Dialog>
    </>
  )
}
