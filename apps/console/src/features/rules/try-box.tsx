'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '~/features/me/use-me'
import { EffectBadge } from '~/features/statements/effect-badge'
import { EffectList } from '~/features/statements/effect-list'
import { useTRPC } from '~/trpc/client'
import type { RouterOutputs } from '~/trpc/types'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Textarea } from '~/ui/input'
import { Section } from '~/ui/page'
import { Select } from '~/ui/select'
import type { RuleDraft } from './rule-draft'

interface Props {
  readonly draft: RuleDraft
  /** The rule that the draft changes. */
  readonly id: string | undefined
}

const KINDS = [
  { value: 'agent', label: 'Any agent' },
  { value: 'person', label: 'Any person' },
] as const

/** What would be decided about a statement if the rule were as it stands in the form. */
export function TryBox({ draft, id }: Props) {
  const trpc = useTRPC()
  const may = useMay()
  const connections = useQuery(trpc.connections.list.queryOptions({ protocol: 'postgres' })).data?.items ?? []
  const people = useQuery(trpc.identities.list.queryOptions({}, { enabled: may('identity:read') })).data
  const [statement, setStatement] = useState('')
  const [chosen, setConnection] = useState('')
  const [who, setWho] = useState('agent')
  const attempt = useMutation(trpc.rules.tryStatement.mutationOptions())
  const connectionId = chosen || (connections[0]?.id ?? '')

  function run(): void {
    const kind = KINDS.find(({ value }) => value === who)?.value
    attempt.mutate({
      statement,
      connectionId,
      who: kind ? { kind, groups: draft.groups } : { identityId: who },
      // A rule without a name yet can be tried all the same.
      draft: { ...draft, name: draft.name || 'This rule' },
      ...(id && { draftOf: id }),
    })
  }

  return (
    <Section title="Try it" description="Nothing runs: it says what would be decided if this were saved">
      <Form label="Try a statement" error={attempt.error} onSubmit={run} className="flex flex-col gap-3">
        {(errors) => (
          <>
            <Field label="Statement" error={errors.of('statement')}>
              <Textarea
                value={statement}
                onChange={({ target }) => setStatement(target.value)}
                placeholder="delete from orders"
                spellCheck={false}
                className="min-h-20 font-mono text-xs"
              />
            </Field>
            <div className="grid gap-3 sm:grid-cols-2">
              <Field label="As" error={errors.of('who')}>
                <Select
                  value={who}
                  onChange={({ target }) => setWho(target.value)}
                  options={[
                    ...KINDS,
                    ...(people?.items ?? []).map(({ id: value, name }) => ({ value, label: name })),
                  ]}
                />
              </Field>
              <Field label="On" error={errors.of('connectionId')}>
                <Select
                  value={connectionId}
                  onChange={({ target }) => setConnection(target.value)}
                  options={connections.map(({ id: value, name }) => ({ value, label: name }))}
                />
              </Field>
            </div>
            <Button type="submit" busy={attempt.isPending} disabled={!connectionId} className="self-start">
              Try statement
            </Button>
          </>
        )}
      </Form>
      {attempt.data && <Outcome tried={attempt.data} text={statement} />}
    </Section>
  )
}

type Tried = RouterOutputs['rules']['tryStatement']

function Outcome({ tried, text }: { readonly tried: Tried; readonly text: string }) {
  return (
    <section aria-label="What would be decided" aria-live="polite" className="mt-4 flex flex-col gap-4">
      {tried.catalogueProblem && (
        <Callout tone="warning" title="Read without the target’s own catalogue">
          {tried.catalogueProblem}. Names are taken as they are written.
        </Callout>
      )}
      {!tried.isOpen && (
        <Callout tone="error" title={`No rule lets ${tried.who.name} use ${tried.connection} at all`} />
      )}
      {tried.statements.length === 0 && <p className="text-muted">There is no statement in this text.</p>}
      {tried.statements.map((statement, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: statements have no name but their place
        <StatementOutcome key={index} statement={statement} text={text} />
      ))}
    </section>
  )
}

function StatementOutcome({
  statement,
  text,
}: {
  readonly statement: Tried['statements'][number]
  readonly text: string
}) {
  const { effect, rule, observed, operations } = statement
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-2">
        <EffectBadge effect={effect} />
        <span>
          {rule ? `by “${rule.name}”` : effect === 'allow' ? 'without a rule' : 'no rule allows it'}
        </span>
      </p>
      {observed.length > 0 && (
        <p className="text-dense text-muted">Would be otherwise, were it enforced: {observed.join(', ')}</p>
      )}
      <EffectList operations={operations.map(({ operation }) => operation)} text={text} />
      {operations.map(({ operation, reason, rules }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a statement may do the same thing twice
        <details key={index} className="rounded-md border px-3 py-2" open={index === 0}>
          <summary className="cursor-pointer text-dense font-medium">
            Why: {operation.verb} {operation.resource}
          </summary>
          <p className="mt-1 text-dense text-muted">{reason}.</p>
          <ul aria-label="Rules that were looked at" className="mt-2 flex flex-col gap-1.5">
            {rules.map(({ id, name, reason: why, decides, covers }) => (
              <li key={id} className="text-dense">
                <span className={decides ? 'font-semibold' : covers ? 'font-medium' : 'text-muted'}>
                  {name}
                </span>
                <span className="text-faint">: {why}</span>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </div>
  )
}
