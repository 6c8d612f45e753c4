'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { CodeBlock } from '~/ui/code'
import { Actions, Dialog } from '~/ui/dialog'
import { Form } from '~/ui/form'
import { Skeleton } from '~/ui/skeleton'
import { CodeField } from './code-field'
import { RecoveryCodes } from './second-factor'

/** Scan, show that it worked, keep the recovery codes. */
export function EnrolFactor({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [code, setCode] = useState('')
  const { mutate: offer, ...offered } = useMutation(trpc.secondFactor.offer.mutationOptions())
  const confirm = useMutation(trpc.secondFactor.confirm.mutationOptions())
  useEffect(() => offer(), [offer])

  // The page behind the dialog changes only now: it would take the codes away.
  function close(): void {
    onClose()
    if (confirm.data) void queryClient.invalidateQueries(trpc.secondFactor.pathFilter())
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={confirm.data ? 'Your second factor is on' : 'Set up your second factor'}
      description={confirm.data ? undefined : 'Scan this with an authenticator, or type the key into it.'}
    >
      {confirm.data ? (
        <RecoveryCodes codes={confirm.data.recoveryCodes} onClose={close} />
      ) : (
        <Form label="Second factor" error={confirm.error} onSubmit={() => confirm.mutate({ code })}>
          {(errors) => (
            <>
              {offered.error && <Callout tone="error" title={messageOf(offered.error)} announce />}
              {offered.data ? (
                <>
                  <img
                    src={`data:image/svg+xml,${encodeURIComponent(offered.data.qrCode)}`}
                    alt="The key as a QR code"
                    className="mx-auto size-48 rounded bg-white p-1"
                  />
                  <CodeBlock label="Key" text={offered.data.secret} />
                </>
              ) : (
                !offered.error && <Skeleton className="mx-auto size-48" />
              )}
              <CodeField value={code} onChange={setCode} error={errors.of('code')} />
              <Actions>
                <Button onClick={close}>Cancel</Button>
                <Button type="submit" variant="primary" busy={confirm.isPending} disabled={!offered.data}>
                  Turn on
                </Button>
              </Actions>
            </>
          )}
        </Form>
      )}
    </Dialog>
  )
}
