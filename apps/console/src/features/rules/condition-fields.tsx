'use client'

import { type Condition, DATA_CLASSES, type Hours } from '@sallyport/core'
import type { FormErrors } from '~/trpc/form-errors'
import { CheckGroup } from '~/ui/check-group'
import { Checkbox } from '~/ui/checkbox'
import { Field, FieldSet } from '~/ui/field'
import { Input } from '~/ui/input'
import type { RuleDraft } from './rule-draft'

const CONDITIONS: readonly { readonly value: Condition; readonly label: string }[] = [
  { value: 'no-where', label: 'It has no WHERE' },
  { value: 'always-true', label: 'Its WHERE is always true' },
  { value: 'no-limit', label: 'It reads without a LIMIT' },
  { value: 'several-statements', label: 'Several statements come in one message' },
]

const CLASSES = DATA_CLASSES.map((value) => ({ value, label: value.replace('-', ' ') }))

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((label, index) => ({
  value: String(index + 1),
  label,
}))

interface Props {
  readonly draft: RuleDraft
  readonly set: <Name extends keyof RuleDraft>(name: Name, value: RuleDraft[Name]) => void
  readonly errors: FormErrors
}

/** The circumstances under which a rule applies. */
export function ConditionFields({ draft, set, errors }: Props) {
  const hours = draft.outsideHours ?? null
  return (
    <>
      <FieldSet label="Only when one of these is so" hint="None: always" error={errors.of('conditions')}>
        <CheckGroup
          options={CONDITIONS}
          value={draft.conditions}
          onChange={(value) => set('conditions', value)}
        />
      </FieldSet>
      <FieldSet
        label="Only for columns that hold"
        hint="As masking rules say of columns. None: whatever they hold"
        error={errors.of('dataClasses')}
      >
        <CheckGroup
          options={CLASSES}
          value={draft.dataClasses ?? []}
          onChange={(value) => set('dataClasses', value)}
        />
      </FieldSet>
      <Checkbox
        label="Only outside of working hours"
        checked={hours !== null}
        onChange={({ target }) => set('outsideHours', target.checked ? workingHours() : null)}
      />
      {hours && (
        <HoursFields hours={hours} onChange={(value) => set('outsideHours', value)} errors={errors} />
      )}
    </>
  )
}

function HoursFields({
  hours,
  onChange,
  errors,
}: {
  readonly hours: Hours
  readonly onChange: (hours: Hours) => void
  readonly errors: FormErrors
}) {
  return (
    <div className="flex flex-col gap-3 rounded-md border p-3">
      <FieldSet label="Working days" error={errors.of('outsideHours.days')}>
        <CheckGroup
          options={DAYS}
          value={hours.days.map(String)}
          onChange={(days) => onChange({ ...hours, days: days.map(Number) })}
        />
      </FieldSet>
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label="From" error={errors.of('outsideHours.from')}>
          <Input
            type="time"
            value={hours.from}
            onChange={({ target }) => onChange({ ...hours, from: target.value })}
          />
        </Field>
        <Field label="To" error={errors.of('outsideHours.to')}>
          <Input
            type="time"
            value={hours.to}
            onChange={({ target }) => onChange({ ...hours, to: target.value })}
          />
        </Field>
        <Field label="Time zone" error={errors.of('outsideHours.timeZone')}>
          <Input
            value={hours.timeZone}
            onChange={({ target }) => onChange({ ...hours, timeZone: target.value })}
          />
        </Field>
      </div>
    </div>
  )
}

function workingHours(): Hours {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return { timeZone, days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }
}
