'use client'

import { useMutation } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { EffectBadge } from '~/features/statements/effect-badge'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import type { RouterOutputs } from '~/trpc/types'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { Field } from '~/ui/field'
import { Section } from '~/ui/page'
import { Select } from '~/ui/select'
import type { RuleDraft } from './rule-draft'

const DAYS = [1, 7, 30, 90].map((days) => ({
  value: String(days),
  label: days === 1 ? 'The last day' : `The last ${days} days`,
}))

/** What the rule, as it stands in the form, would have said about what was recorded. */
export function WhatWouldChange({
  draft,
  id,
}: {
  readonly draft: RuleDraft
  readonly id: string | undefined
}) {
  const trpc = useTRPC()
  const [days, setDays] = useState('7')
  const simulate = useMutation(trpc.rules.simulate.mutationOptions())
  return (
    <Section
      title="What would have changed"
      description="Recorded statements, decided again as if this were saved"
    >
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Recorded in" className="flex-1 basis-40">
          <Select options={DAYS} value={days} onChange={({ target }) => setDays(target.value)} />
        </Field>
        <Button
          busy={simulate.isPending}
          onClick={() =>
            simulate.mutate({
              days: Number(days),
              draft: { ...draft, name: draft.name || 'This rule' },
              ...(id && { draftOf: id }),
            })
          }
        >
          Look back
        </Button>
      </div>
      {simulate.error && <Callout tone="error" announce title={messageOf(simulate.error)} className="mt-3" />}
      {simulate.data && <Simulated simulation={simulate.data} />}
    </Section>
  )
}

function Simulated({ simulation }: { readonly simulation: RouterOutputs['rules']['simulate'] }) {
  const { statements, newlyAllowed, newlyHeld, newlyDenied, skipped, changes, unlisted } = simulation
  const total = newlyAllowed + newlyHeld + newlyDenied
  return (
    <section aria-label="What would have changed" aria-live="polite" className="mt-4 flex flex-col gap-3">
      <p>
        {total === 0
          ? `Nothing: all ${statements} statements would have been decided as they are now.`
          : `Of ${statements} statements ${newlyDenied} newly denied, ${newlyHeld} newly held, ${newlyAllowed} newly allowed.`}
      </p>
      {skipped > 0 && (
        <p className="text-dense text-faint">
          {skipped} were recorded before their operations were kept, and cannot be decided again.
        </p>
      )}
      <ul aria-label="Changes" className="divide-y rounded-md border">
        {changes.map(({ before, after, identity, connection, count, example }) => (
          <li
            key={`${example.sessionId} ${example.number} ${before.rule} ${after.rule}`}
            className="flex flex-col gap-1 px-3 py-2"
          >
            <p className="flex flex-wrap items-center gap-1.5 text-dense">
              <EffectBadge effect={before.effect} />
              <span aria-hidden>→</span>
              <span className="sr-only">becomes</span>
              <EffectBadge effect={after.effect} />
              <strong className="font-medium">{count}×</strong> {identity.name} on {connection}
            </p>
            <Link
              href={`/sessions/${example.sessionId}?statement=${example.number}`}
              className="truncate font-mono text-xs text-accent hover:underline"
            >
              {example.text || 'Open the session'}
            </Link>
          </li>
        ))}
      </ul>
      {unlisted > 0 && <p className="text-dense text-faint">And {unlisted} statements more.</p>}
    </section>
  )
}
