'use client'

import { useState } from 'react'
import type { RouterOutputs } from '~/trpc/types'
import { Button } from '~/ui/button'
import { Actions, Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Textarea } from '~/ui/input'

interface Props {
  readonly approval: RouterOutputs['approvals']['get']
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly error: unknown
  readonly busy: boolean
  readonly onReject: (reason: string) => void
}

export function RejectDialog({ approval, open, onOpenChange, error, busy, onReject }: Props) {
  const [reason, setReason] = useState('')
  const isAccess = approval.kind === 'access'
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Reject this ${isAccess ? 'request' : 'statement'} of ${approval.requesterName}`}
      description={
        isAccess
          ? 'The requester sees the reason.'
          : 'It will not run. The client is told the reason, and its session goes on.'
      }
    >
      <Form label="Reject" error={error} onSubmit={() => onReject(reason)}>
        {(errors) => (
          <>
            <Field label="Reason" required error={errors.of('reason')}>
              <Textarea
                value={reason}
                maxLength={500}
                onChange={({ target }) => setReason(target.value)}
                placeholder="What should be done instead?"
              />
            </Field>
            <Actions>
              <Button onClick={() => onOpenChange(false)}>Cancel</Button>
              <Button type="submit" variant="danger" busy={busy}>
                Reject
              </Button>
            </Actions>
          </>
        )}
      </Form>
    </Dialog>
  )
}
