'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { CodeBlock } from '~/ui/code'
import { Actions, Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Input } from '~/ui/input'
import { Time } from '~/ui/time'

/** Makes a code that is good once, and says the command that uses it. */
export function AddGateway({ consoleUrl }: { readonly consoleUrl: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [isOpen, setIsOpen] = useState(false)
  const [name, setName] = useState('')
  const offer = useMutation(
    trpc.gateways.offerEnrolment.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.gateways.pathFilter()),
    }),
  )
  const { data } = offer

  return (
    <>
      <Button
        variant="primary"
        onClick={() => {
          offer.reset()
          setName('')
          setIsOpen(true)
        }}
      >
        <Plus aria-hidden /> Add gateway
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={setIsOpen}
        width="lg"
        title={data ? 'Run this where the gateway is to be' : 'Add a gateway'}
        description={data ? undefined : 'It runs close to your databases, and only it reaches them.'}
      >
        {data ? (
          <div className="flex flex-col gap-3">
            <CodeBlock label="Command" text={command(consoleUrl, data.code)} />
            <Callout
              tone="info"
              title={
                <>
                  The code is good once, until <Time at={data.expiresAt} exactly />
                </>
              }
            >
              The master key is the one that this console has: copy its file there by a way that you trust.
              The gateway keeps its own credential in gateway.token; at later starts the code is not needed.
            </Callout>
            <Actions>
              <Button variant="primary" onClick={() => setIsOpen(false)}>
                Done
              </Button>
            </Actions>
          </div>
        ) : (
          <Form label="Add gateway" error={offer.error} onSubmit={() => offer.mutate({ name })}>
            {(errors) => (
              <>
                <Field label="Name" required hint="Where it is, or what it is for" error={errors.of('name')}>
                  <Input
                    value={name}
                    onChange={({ target }) => setName(target.value)}
                    placeholder="eu-west"
                  />
                </Field>
                <Actions>
                  <Button onClick={() => setIsOpen(false)}>Cancel</Button>
                  <Button type="submit" variant="primary" busy={offer.isPending}>
                    Make the command
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

function command(consoleUrl: string, code: string): string {
  return `SALLYPORT_CONSOLE_URL=${consoleUrl} \\
SALLYPORT_ENROLMENT_CODE=${code} \\
SALLYPORT_GATEWAY_TOKEN_FILE=./gateway.token \\
SALLYPORT_MASTER_KEY_FILE=./master.key \\
SALLYPORT_SPOOL=./spool \\
SALLYPORT_POSTGRES_HOST=0.0.0.0 \\
node apps/gateway/dist/main.js`
}
