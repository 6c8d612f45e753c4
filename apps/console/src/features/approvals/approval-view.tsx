'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { Bot, User } from 'lucide-react'
import { EffectList } from '~/features/statements/effect-list'
import { StatementLines } from '~/features/statements/statement-lines'
import { useTRPC } from '~/trpc/client'
import { Callout } from '~/ui/callout'
import { CodeBlock } from '~/ui/code'
import { Countdown } from '~/ui/countdown'
import { plural } from '~/ui/format'
import { Section } from '~/ui/page'
import { ApprovalFacts } from './approval-facts'
import { ApprovalOutcome } from './approval-outcome'
import { ApprovalStatusBadge } from './approval-status'
import { Decide } from './decide'
import { Parameters } from './parameters'
import { Votes } from './votes'

/** One request with all that an approver must know. It changes in place when somebody else decides. */
export function ApprovalView({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const { data: approval } = useSuspenseQuery(trpc.approvals.get.queryOptions({ id }))
  const { requester, statement, operations, parameters, status } = approval
  const Icon = requester.kind === 'agent' ? Bot : User
  const isPending = status === 'pending'

  return (
    <div className="flex min-w-0 flex-col gap-4">
      <section aria-label="Request" className="min-w-0 rounded-lg border bg-surface">
        <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-3">
          <p className="min-w-0">
            <Icon aria-hidden className="mr-2 inline size-4 align-text-bottom text-faint" />
            <strong className="font-semibold">{requester.name}</strong>
            {requester.ownerName && <span className="text-muted"> on behalf of {requester.ownerName}</span>}
            <span className="text-muted"> · {approval.connectionName}</span>
          </p>
          <span className="ml-auto flex items-center gap-2.5" aria-live="polite">
            {isPending && (
              <span className="text-dense text-muted">
                expires in <Countdown until={approval.expiresAt} className="font-semibold" />
              </span>
            )}
            <ApprovalStatusBadge status={status} />
          </span>
        </header>
        <div className="flex flex-col gap-4 p-4">
          <EffectList operations={operations} text={statement} />
          <div>
            <p className="mb-1.5 text-dense text-faint">
              The statement in full · {plural(statement.split('\n').length, 'line')},{' '}
              {plural(statement.length, 'character')}
            </p>
            <CodeBlock text={statement} language="sql" label="Statement" />
          </div>
          {parameters.length > 0 && <Parameters parameters={parameters} />}
          {isPending && <Votes votes={approval.votes} missing={approval.missing} />}
          {isPending ? (
            approval.canDecide ? (
              <Decide key={id} id={id} requesterName={requester.name} statement={statement} />
            ) : (
              <Callout tone="info" title="You cannot decide on this request">
                {approval.whyNot}
              </Callout>
            )
          ) : (
            <ApprovalOutcome approval={approval} />
          )}
        </div>
      </section>
      <ApprovalFacts approval={approval} />
      <Section title="The session so far" description="Its last statements, the newest at the end">
        <StatementLines statements={approval.statements} />
      </Section>
    </div>
  )
}
