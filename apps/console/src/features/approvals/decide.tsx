'use client'

import type { ApprovalStatus } from '@sallyport/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { CodeBlock } from '~/ui/code'
import { ConfirmDialog } from '~/ui/confirm-dialog'
import { Actions, Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Textarea } from '~/ui/input'
import { toast } from '~/ui/toast'
import { useKeys } from '~/ui/use-keys'

interface Props {
  readonly id: string
  readonly requesterName: string
  readonly statement: string
}

/** Approve and reject, by button or by `a` and `r`. Stands below the whole statement, never without it. */
export function Decide({ id, requesterName, statement }: Props) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState<'approve' | 'reject' | null>(null)
  const [reason, setReason] = useState('')

  const decide = useMutation(
    trpc.approvals.decide.mutationOptions({
      onSuccess: ({ status }) => {
        setAsking(null)
        toast(said(status, requesterName))
      },
      // Also when it failed: most often since somebody else was quicker.
      onSettled: () => queryClient.invalidateQueries(trpc.approvals.pathFilter()),
    }),
  )

  function approve(): void {
    decide.mutate(
      { id, verdict: 'approved' },
      {
        onError: (error) => {
          setAsking(null)
          toast(messageOf(error), 'error')
        },
      },
    )
  }

  useKeys({ a: () => setAsking('approve'), r: () => setAsking('reject') })

  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button variant="primary" busy={decide.isPending && asking !== 'reject'} onClick={approve}>
        <Check aria-hidden /> Approve
      </Button>
      <Button disabled={decide.isPending} onClick={() => setAsking('reject')}>
        <X aria-hidden /> Reject
      </Button>
      <p className="text-dense text-faint max-md:hidden">
        <kbd className="font-mono">a</kbd> approves, <kbd className="font-mono">r</kbd> rejects
      </p>

      <ConfirmDialog
        open={asking === 'approve'}
        onOpenChange={(open) => setAsking(open ? 'approve' : null)}
        title={`Approve this statement of ${requesterName}?`}
        confirm="Approve"
        tone="primary"
        busy={decide.isPending}
        onConfirm={approve}
      >
        <p className="mb-2">It runs once, exactly as shown.</p>
        <CodeBlock text={statement} language="sql" copy={false} />
      </ConfirmDialog>

      <Dialog
        open={asking === 'reject'}
        onOpenChange={(open) => setAsking(open ? 'reject' : null)}
        title={`Reject this statement of ${requesterName}`}
        description="It will not run. The client is told the reason, and its session goes on."
      >
        <Form
          label="Reject"
          error={asking === 'reject' ? decide.error : null}
          onSubmit={() => decide.mutate({ id, verdict: 'rejected', reason })}
        >
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
                <Button onClick={() => setAsking(null)}>Cancel</Button>
                <Button type="submit" variant="danger" busy={decide.isPending}>
                  Reject
                </Button>
              </Actions>
            </>
          )}
        </Form>
      </Dialog>
    </div>
  )
}

function said(status: ApprovalStatus, requesterName: string): string {
  if (status === 'rejected') return `Rejected: ${requesterName} is told why`
  return status === 'pending' ? 'You approved: it waits for the others' : 'Approved: it runs once'
}
