'use client'

import type { Effect } from '@sallyport/core'
import type { FormErrors } from '~/trpc/form-errors'
import { Checkbox, Radio } from '~/ui/checkbox'
import { cn } from '~/ui/cn'
import { Field, FieldSet } from '~/ui/field'
import { Input, Textarea } from '~/ui/input'
import { Section } from '~/ui/page'
import { RequirementFields } from './requirement-fields'
import type { RuleDraft } from './rule-draft'

const EFFECTS: readonly { readonly value: Effect; readonly label: string; readonly hint: string }[] = [
  { value: 'allow', label: 'Allow', hint: 'It runs at once' },
  { value: 'hold', label: 'Hold', hint: 'It waits for an approver' },
  { value: 'deny', label: 'Deny', hint: 'It never runs' },
]

interface Props {
  readonly draft: RuleDraft
  readonly set: <Name extends keyof RuleDraft>(name: Name, value: RuleDraft[Name]) => void
  readonly errors: FormErrors
  readonly groups: readonly string[]
}

/** What a rule does with what it covers. */
export function EffectFields({ draft, set, errors, groups }: Props) {
  return (
    <Section
      title="Effect"
      description="Deny is over hold, and hold over allow, whatever the order of the rules"
    >
      <div className="flex flex-col gap-4">
        <FieldSet label={<span className="sr-only">Effect</span>} error={errors.of('effect')}>
          <div className="grid gap-2 sm:grid-cols-3">
            {EFFECTS.map(({ value, label, hint }) => (
              <Radio
                key={value}
                name="effect"
                label={<span className="font-medium">{label}</span>}
                hint={hint}
                checked={draft.effect === value}
                onChange={() => set('effect', value)}
                className={cn(
                  'rounded-md border px-3 py-2 hover:bg-hover',
                  draft.effect === value && 'border-accent bg-selected hover:bg-selected',
                )}
              />
            ))}
          </div>
        </FieldSet>
        {draft.effect === 'hold' && (
          <div className="grid gap-4 md:grid-cols-2">
            <RequirementFields
              value={draft.requirements}
              onChange={(value) => set('requirements', value)}
              groups={groups}
              error={errors.of('requirements')}
            />
            <Field label="Waits at most (seconds)" error={errors.of('holdSeconds')}>
              <Input
                type="number"
                inputMode="numeric"
                min={10}
                max={86_400}
                value={Number.isNaN(draft.holdSeconds) ? '' : draft.holdSeconds}
                onChange={({ target }) => set('holdSeconds', target.valueAsNumber)}
              />
            </Field>
          </div>
        )}
        {draft.effect !== 'allow' && (
          <Field
            label="Message"
            hint="Said to the client when this rule holds or denies"
            error={errors.of('message')}
          >
            <Textarea
              value={draft.message}
              maxLength={500}
              onChange={({ target }) => set('message', target.value)}
            />
          </Field>
        )}
        <Checkbox
          label="Observe only"
          hint="Decides nothing; what it would have done is noted with the statement"
          checked={draft.mode === 'observe'}
          onChange={({ target }) => set('mode', target.checked ? 'observe' : 'enforce')}
        />
        <Checkbox
          label="In force"
          checked={draft.enabled}
          onChange={({ target }) => set('enabled', target.checked)}
        />
      </div>
    </Section>
  )
}
