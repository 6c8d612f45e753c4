'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { CodeBlock } from '~/ui/code'
import { Actions, Dialog } from '~/ui/dialog'
import { Form } from '~/ui/form'
import { plural } from '~/ui/format'
import { Section } from '~/ui/page'
import { Time } from '~/ui/time'
import { toast } from '~/ui/toast'
import { CodeField } from './code-field'
import { EnrolFactor } from './enrol-factor'

/** One's own second factor: set up, remove, new recovery codes. */
export function SecondFactor({ identityId }: { readonly identityId: string }) {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.secondFactor.get.queryOptions({ identityId }))
  const [doing, setDoing] = useState<'enrol' | 'remove' | 'renew' | null>(null)
  const { enrolledAt, recoveryCodesLeft } = data

  return (
    <Section
      title="Second factor"
      description="A code of your authenticator, asked for after the password"
      actions={
        enrolledAt ? (
          <span className="flex flex-wrap gap-1">
            <Button size="sm" onClick={() => setDoing('renew')}>
              New recovery codes
            </Button>
            <Button size="sm" variant="danger-ghost" onClick={() => setDoing('remove')}>
              Remove
            </Button>
          </span>
        ) : (
          <Button onClick={() => setDoing('enrol')}>
            <ShieldCheck aria-hidden /> Set up
          </Button>
        )
      }
    >
      {enrolledAt ? (
        <p className="text-dense text-muted">
          <Badge tone="allow">on</Badge> since <Time at={enrolledAt} /> ·{' '}
          {plural(recoveryCodesLeft, 'recovery code')} left
        </p>
      ) : (
        <p className="text-dense text-muted">
          Off: whoever learns your password is you. Any authenticator app will do.
        </p>
      )}
      {doing === 'enrol' && <EnrolFactor onClose={() => setDoing(null)} />}
      {doing === 'remove' && <RemoveFactor onClose={() => setDoing(null)} />}
      {doing === 'renew' && <RenewCodes onClose={() => setDoing(null)} />}
    </Section>
  )
}

interface DialogProps {
  readonly onClose: () => void
}

function RemoveFactor({ onClose }: DialogProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [code, setCode] = useState('')
  const remove = useMutation(
    trpc.secondFactor.remove.mutationOptions({
      onSuccess: async () => {
        toast('The second factor was removed')
        onClose()
        await queryClient.invalidateQueries(trpc.secondFactor.pathFilter())
      },
    }),
  )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Remove your second factor?"
      description="Your password alone lets in from then on. Your recovery codes are void."
    >
      <Form label="Remove second factor" error={remove.error} onSubmit={() => remove.mutate({ code })}>
        {(errors) => (
          <>
            <CodeField value={code} onChange={setCode} error={errors.of('code')} />
            <Actions>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" variant="danger" busy={remove.isPending}>
                Remove
              </Button>
            </Actions>
          </>
        )}
      </Form>
    </Dialog>
  )
}

function RenewCodes({ onClose }: DialogProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [code, setCode] = useState('')
  const renew = useMutation(
    trpc.secondFactor.renewRecoveryCodes.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.secondFactor.pathFilter()),
    }),
  )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="New recovery codes"
      description={renew.data ? undefined : 'Those that you have are void from then on.'}
    >
      {renew.data ? (
        <RecoveryCodes codes={renew.data.recoveryCodes} onClose={onClose} />
      ) : (
        <Form label="New recovery codes" error={renew.error} onSubmit={() => renew.mutate({ code })}>
          {(errors) => (
            <>
              <CodeField value={code} onChange={setCode} error={errors.of('code')} />
              <Actions>
                <Button onClick={onClose}>Cancel</Button>
                <Button type="submit" variant="primary" busy={renew.isPending}>
                  Make new codes
                </Button>
              </Actions>
            </>
          )}
        </Form>
      )}
    </Dialog>
  )
}

interface CodesProps extends DialogProps {
  readonly codes: readonly string[]
}

export function RecoveryCodes({ codes, onClose }: CodesProps) {
  return (
    <div className="flex flex-col gap-3">
      <Callout tone="warning" title="Keep these where your authenticator is not">
        Each takes its place once, when you have lost it. They cannot be shown again.
      </Callout>
      <CodeBlock label="Recovery codes" text={codes.join('\n')} />
      <Actions>
        <Button variant="primary" onClick={onClose}>
          I have kept them
        </Button>
      </Actions>
    </div>
  )
}
