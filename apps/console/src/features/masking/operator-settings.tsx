'use client'

import type { MaskOperator, MaskSettings } from '@sallyport/core'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'

interface Props {
  readonly operator: MaskOperator
  readonly value: MaskSettings
  readonly onChange: (value: MaskSettings) => void
  readonly errorOf: (path: string) => string | undefined
}

const PARTS = [
  { value: 'year', label: 'The first day of the year' },
  { value: 'month', label: 'The first day of the month' },
]

/** What the chosen operator can be told; nothing for those that need no telling. */
export function OperatorSettings({ operator, value, onChange, errorOf }: Props) {
  const numberField = (name: NumberName, label: string, hint: string, placeholder: string) => (
    <Field label={label} hint={hint} error={errorOf(`settings.${name}`)} className="max-w-72">
      <Input
        type="number"
        inputMode="decimal"
        step="any"
        value={value[name] ?? ''}
        placeholder={placeholder}
        onChange={({ target }) =>
          onChange({ ...value, [name]: target.value === '' ? undefined : Number(target.value) })
        }
      />
    </Field>
  )
  switch (operator) {
    case 'partial':
      return numberField(
        'keepLast',
        'Characters that stay',
        'At the end; of numbers so many digits. Never more than half of a value, and nothing of a short one.',
        '4',
      )
    case 'constant':
      return (
        <Field
          label="Value"
          hint="Text columns take any. Numbers, dates (2000-01-31) and UUIDs take it when it is one; other columns get their type’s neutral value."
          error={errorOf('settings.value')}
          className="max-w-96"
        >
          <Input
            value={value.value ?? ''}
            onChange={({ target }) => onChange({ ...value, value: target.value })}
          />
        </Field>
      )
    case 'truncate':
      return (
        <div className="grid gap-4 sm:grid-cols-2">
          {numberField('keepFirst', 'Characters that stay', 'At the beginning of a text', '1')}
          <Field label="A date becomes">
            <Select
              options={PARTS}
              value={value.datePart ?? 'year'}
              onChange={({ target }) =>
                onChange({ ...value, datePart: target.value === 'month' ? 'month' : 'year' })
              }
            />
          </Field>
        </div>
      )
    case 'bucket':
      return numberField('width', 'Width of a bucket', 'With 1000, 4711 becomes 4000', '1000')
    case 'noise':
      return (
        <div className="grid gap-4 sm:grid-cols-2">
          {numberField('percent', 'Of a number, at most', 'Percent that are added or taken away', '10')}
          {numberField('days', 'Of a date, at most', 'Days earlier or later', '30')}
        </div>
      )
    case 'token':
      return numberField(
        'keyVersion',
        'Version of the key',
        'One more than before makes new tokens; the old ones can still be turned back.',
        '0',
      )
    case 'redact':
    case 'hash':
    case 'null':
      return null
  }
}

type NumberName = 'keepLast' | 'keepFirst' | 'width' | 'percent' | 'days' | 'keyVersion'
