'use client'

import type { ApproverRequirement } from '@sallyport/core'
import { Plus, X } from 'lucide-react'
import { Button } from '~/ui/button'
import { FieldSet } from '~/ui/field'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'

interface Props {
  readonly value: readonly ApproverRequirement[]
  readonly onChange: (value: readonly ApproverRequirement[]) => void
  readonly groups: readonly string[]
  readonly error: string | undefined
}

const ANY = ''

/** How many people of which groups must approve. Nobody counts twice, so the numbers add up. */
export function RequirementFields({ value, onChange, groups, error }: Props) {
  const shown = value.length > 0 ? value : [{ group: null, count: 1 }]
  const people = shown.reduce((sum, { count }) => sum + (Number.isNaN(count) ? 0 : count), 0)
  const free = [null, ...groups].find((name) => !shown.some(({ group }) => group === name))

  const change = (at: number, part: Partial<ApproverRequirement>) =>
    onChange(shown.map((each, index) => (index === at ? { ...each, ...part } : each)))

  return (
    <FieldSet label="Who must approve" error={error}>
      <div className="flex flex-col gap-2">
        {shown.map(({ group, count }, at) => (
          <div key={at} className="flex items-center gap-2">
            <Input
              type="number"
              inputMode="numeric"
              min={1}
              max={10}
              aria-label="How many people"
              className="w-16"
              value={Number.isNaN(count) ? '' : count}
              onChange={({ target }) => change(at, { count: target.valueAsNumber })}
            />
            <span className="text-dense text-muted">of</span>
            <Select
              aria-label="Group"
              className="min-w-0 flex-1"
              value={group ?? ANY}
              onChange={({ target }) => change(at, { group: target.value === ANY ? null : target.value })}
              options={optionsOf(groups, group)}
            />
            <Button
              variant="ghost"
              size="icon"
              aria-label="Remove this group"
              disabled={shown.length === 1}
              onClick={() => onChange(shown.filter((_, index) => index !== at))}
            >
              <X aria-hidden />
            </Button>
          </div>
        ))}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Button
            size="sm"
            disabled={free === undefined}
            onClick={() => onChange([...shown, { group: free ?? null, count: 1 }])}
          >
            <Plus aria-hidden /> And of another group
          </Button>
          <p className="text-dense text-faint">
            {people === 1 ? 'One person' : `${people} different people`}, never the requester
          </p>
        </div>
      </div>
    </FieldSet>
  )
}

/** A group that is gone since is still shown, so that one sees what the rule asks. */
function optionsOf(groups: readonly string[], current: string | null) {
  const named = current === null || groups.includes(current) ? groups : [...groups, current]
  return [{ value: ANY, label: 'any approvers' }, ...named.map((name) => ({ value: name, label: name }))]
}
