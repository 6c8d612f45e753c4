'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { Bot, User } from 'lucide-react'
import { useMay, useMe } from '~/features/me/use-me'
import { StatementLines } from '~/features/statements/statement-lines'
import { useTRPC } from '~/trpc/client'
import type { RouterOutputs } from '~/trpc/types'
import { Callout } from '~/ui/callout'
import { Countdown } from '~/ui/countdown'
import { Section } from '~/ui/page'
import { AccessRequest } from './access-request'
import { ApprovalFacts } from './approval-facts'
import { ApprovalOutcome } from './approval-outcome'
import { ApprovalStatusBadge } from './approval-status'
import { Decide } from './decide'
import { EndAccess } from './end-access'
import { StatementRequest } from './statement-request'
import { useSeen } from './use-seen'
import { Votes } from './votes'

type Approval = RouterOutputs['approvals']['get']

/** One request with all that an approver must know. It changes in place when somebody else decides. */
export function ApprovalView({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const { data: approval } = useSuspenseQuery(trpc.approvals.get.queryOptions({ id }))
  const { ref, isSeen } = useSeen<HTMLSpanElement>()

  return (
    <div className="flex min-w-0 flex-col gap-4">
      <section aria-label="Request" className="min-w-0 rounded-lg border bg-surface">
        <Header approval={approval} />
        <div className="flex flex-col gap-4 p-4">
          {approval.kind === 'access' ? (
            <AccessRequest approval={approval} />
          ) : (
            <StatementRequest approval={approval} end={<span ref={ref} />} />
          )}
          <Answer approval={approval} isRead={isSeen || approval.kind === 'access'} />
        </div>
      </section>
      <ApprovalFacts approval={approval} />
      {approval.session && (
        <Section title="The session so far" description="Its last statements, the newest at the end">
          <StatementLines statements={approval.statements} />
        </Section>
      )}
    </div>
  )
}

function Header({ approval }: { readonly approval: Approval }) {
  const { requester, status } = approval
  const Icon = requester.kind === 'agent' ? Bot : User
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-3">
      <p className="min-w-0">
        <Icon aria-hidden className="mr-2 inline size-4 align-text-bottom text-faint" />
        <strong className="font-semibold">{requester.name}</strong>
        {requester.onBehalfOf && <span className="text-muted"> on behalf of {requester.onBehalfOf}</span>}
        <span className="text-muted">
          {approval.kind === 'access' ? ' asks for access to ' : ' · '}
          {approval.connectionName}
        </span>
      </p>
      <span className="ml-auto flex items-center gap-2.5" aria-live="polite">
        {status === 'pending' && (
          <span className="text-dense text-muted">
            expires in <Countdown until={approval.expiresAt} className="font-semibold" />
          </span>
        )}
        <ApprovalStatusBadge {...approval} />
      </span>
    </header>
  )
}

/** Who has answered what, and the buttons to answer for whoever may. */
function Answer({ approval, isRead }: { readonly approval: Approval; readonly isRead: boolean }) {
  const me = useMe()
  const may = useMay()
  const { id, kind, status, requester } = approval
  const isOwn = requester.id === me.id || requester.ownerId === me.id
  const mayEnd = kind === 'access' && (isOwn || (status === 'approved' && may('access:revoke')))
  const end = mayEnd && (status === 'pending' || status === 'approved') && (
    <div>
      <EndAccess
        id={id}
        requesterName={requester.name}
        connectionName={approval.connectionName}
        isGranted={status === 'approved'}
      />
    </div>
  )
  if (status !== 'pending') {
    return (
      <>
        <ApprovalOutcome approval={approval} />
        {end}
      </>
    )
  }
  return (
    <>
      {approval.leftAt && (
        <Callout tone="warning" title="The client went away">
          Nothing runs by your answer alone. An approval counts only if the client comes back and asks for
          exactly this before the time is over.
        </Callout>
      )}
      <Votes votes={approval.votes} missing={approval.missing} />
      {!approval.canDecide && (
        <Callout tone="info" title="You cannot approve this request">
          {approval.whyNot}
        </Callout>
      )}
      {approval.canReject && <Decide key={id} approval={approval} isRead={isRead} />}
      {end}
    </>
  )
}
