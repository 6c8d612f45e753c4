'use client'

import { Checkbox } from '~/ui/checkbox'
import { CodeBlock } from '~/ui/code'
import { formatDuration } from '~/ui/format'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'

export interface Scope {
  readonly times: number
  readonly minutes: number
}

interface Props {
  readonly shape: string
  /** null: this one statement, once. */
  readonly value: Scope | null
  readonly onChange: (value: Scope | null) => void
}

const MINUTES = [5, 15, 60, 240, 480, 1_440]

/** A yes to everything of the same shape, so often and so long; always both. */
export function ShapeScope({ shape, value, onChange }: Props) {
  return (
    <div className="mt-3 flex flex-col gap-2 border-t pt-3 text-ink">
      <Checkbox
        label="And what has the same shape, without asking again"
        hint="by the same requester on the same connection; you can take it back"
        checked={value !== null}
        onChange={({ target }) => onChange(target.checked ? { times: 5, minutes: 15 } : null)}
      />
      {value && (
        <>
          <div className="flex flex-wrap items-center gap-2 text-dense">
            <span>at most</span>
            <Input
              type="number"
              inputMode="numeric"
              min={1}
              max={1000}
              aria-label="How many times"
              className="w-20"
              value={Number.isNaN(value.times) ? '' : value.times}
              onChange={({ target }) => onChange({ ...value, times: target.valueAsNumber })}
            />
            <span>times within</span>
            <Select
              aria-label="For how long"
              value={String(value.minutes)}
              onChange={({ target }) => onChange({ ...value, minutes: Number(target.value) })}
              options={MINUTES.map((each) => ({
                value: String(each),
                label: formatDuration(each * 60_000),
              }))}
            />
          </div>
          <p className="text-dense text-muted">With anything in the places that are marked:</p>
          <CodeBlock text={shape} copy={false} label="Shape" />
        </>
      )}
    </div>
  )
}
