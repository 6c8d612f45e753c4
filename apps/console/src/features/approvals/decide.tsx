'use client'

import type { ApprovalStatus } from '@sallyport/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { formErrors, messageOf } from '~/trpc/form-errors'
import type { RouterOutputs } from '~/trpc/types'
import { Button } from '~/ui/button'
import { toast } from '~/ui/toast'
import { useKeys } from '~/ui/use-keys'
import type { Scope } from './shape-scope'

// Loaded with the first question: the inbox does not wait for them.
const ConfirmApproval = dynamic(
  () => import('./confirm-approval').then(({ ConfirmApproval }) => ConfirmApproval),
  { ssr: false },
)
const RejectDialog = dynamic(() => import('./reject-dialog').then(({ RejectDialog }) => RejectDialog), {
  ssr: false,
})

interface Props {
  readonly approval: RouterOutputs['approvals']['get']
  /** The end of what is asked was in view: nobody approves what they were not shown. */
  readonly isRead: boolean
}

/** Approve and reject, by button or by `a` and `r`. Stands below the whole of what is asked, never without it. */
export function Decide({ approval, isRead }: Props) {
  const { id, kind, requesterName, canDecide } = approval
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState<'approve' | 'reject' | null>(null)
  const [wasAsked, setWasAsked] = useState(false)
  if (asking && !wasAsked) setWasAsked(true)
  const [scope, setScope] = useState<Scope | null>(null)
  const [code, setCode] = useState('')
  const stepUp = useQuery(trpc.secondFactor.stepUp.queryOptions(undefined, { enabled: canDecide }))
  const asksCode = stepUp.data === 'code'
  const mayApprove = canDecide && isRead && stepUp.data !== 'enrol'

  const decide = useMutation(
    trpc.approvals.decide.mutationOptions({
      onSuccess: ({ status }) => {
        setAsking(null)
        toast(said(status, kind, requesterName))
      },
      // Also when it failed: most often since somebody else was quicker.
      onSettled: () =>
        Promise.all([
          queryClient.invalidateQueries(trpc.approvals.pathFilter()),
          queryClient.invalidateQueries(trpc.secondFactor.stepUp.queryFilter()),
        ]),
    }),
  )

  function approve(): void {
    decide.mutate(
      { id, verdict: 'approved', ...(scope && { shape: scope }), ...(asksCode && { code: code.trim() }) },
      {
        onError: (error) => {
          setCode('')
          if (formErrors(error).of('code')) {
            setAsking('approve') // what is wrong stands beside the field
            return
          }
          setAsking(null)
          toast(messageOf(error), 'error')
        },
      },
    )
  }

  useKeys({ ...(mayApprove && { a: () => setAsking('approve') }), r: () => setAsking('reject') })

  return (
    <div className="flex flex-wrap items-center gap-2">
      {canDecide && (
        <Button
          variant="primary"
          disabled={!mayApprove || stepUp.isPending}
          busy={decide.isPending && asking !== 'reject'}
          onClick={asksCode ? () => setAsking('approve') : approve}
        >
          <Check aria-hidden /> Approve
        </Button>
      )}
      <Button disabled={decide.isPending} onClick={() => setAsking('reject')}>
        <X aria-hidden /> Reject
      </Button>
      {canDecide && approval.shape !== null && (
        <Button
          variant="ghost"
          disabled={!mayApprove || decide.isPending}
          onClick={() => {
            setScope({ times: 5, minutes: 15 })
            setAsking('approve')
          }}
        >
          Approve several…
        </Button>
      )}
      {canDecide && stepUp.data === 'enrol' ? (
        <p className="text-dense text-muted">
          Only those approve who have a second factor:{' '}
          <Link href="/account" className="text-accent hover:underline">
            set yours up
          </Link>
          .
        </p>
      ) : canDecide && !isRead ? (
        <p className="text-dense text-muted">Scroll to the end of the statement to approve it.</p>
      ) : (
        <p className="text-dense text-faint max-md:hidden">
          {canDecide && (
            <>
              <kbd className="font-mono">a</kbd> approves,{' '}
            </>
          )}
          <kbd className="font-mono">r</kbd> rejects
        </p>
      )}
      {wasAsked && (
        <>
          <ConfirmApproval
            approval={approval}
            open={asking === 'approve'}
            onOpenChange={(open) => {
              setAsking(open ? 'approve' : null)
              if (!open) setScope(null)
              setCode('')
              decide.reset()
            }}
            scope={scope}
            onScope={setScope}
            code={asksCode ? code : null}
            onCode={setCode}
            codeError={formErrors(decide.error).of('code')}
            busy={decide.isPending}
            onConfirm={approve}
          />
          <RejectDialog
            approval={approval}
            open={asking === 'reject'}
            onOpenChange={(open) => setAsking(open ? 'reject' : null)}
            error={asking === 'reject' ? decide.error : null}
            busy={decide.isPending}
            onReject={(reason) => decide.mutate({ id, verdict: 'rejected', reason })}
          />
        </>
      )}
    </div>
  )
}

function said(status: ApprovalStatus, kind: 'statement' | 'access', requesterName: string): string {
  if (status === 'rejected') return `Rejected: ${requesterName} is told why`
  if (status === 'pending') return 'You approved: it waits for the others'
  return kind === 'access' ? 'Approved: the access is in force' : 'Approved: it runs once'
}
