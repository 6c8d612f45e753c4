'use client'

import { SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { Button } from '~/ui/button'
import { Field } from '~/ui/field'
import { type Option, Select } from '~/ui/select'
import { useUrlState } from '~/ui/use-url-state'

interface Props {
  /** Those that the panel holds: it says how many of them are set, and is open when one is. */
  readonly params: readonly string[]
  readonly children: ReactNode
}

/** What one asks for less often, in a panel that opens. */
export function MoreFilters({ params, children }: Props) {
  const { current } = useUrlState()
  const id = useId()
  const count = params.filter((param) => current.has(param)).length
  const [isOpen, setIsOpen] = useState(count > 0)
  return (
    <>
      <Button aria-expanded={isOpen} aria-controls={id} onClick={() => setIsOpen(!isOpen)}>
        <SlidersHorizontal aria-hidden /> More filters{count > 0 && ` (${count})`}
      </Button>
      <div
        id={id}
        hidden={!isOpen}
        className="order-last grid w-full grid-cols-2 gap-3 rounded-lg border bg-surface p-3 sm:grid-cols-3 lg:grid-cols-4 [&[hidden]]:hidden"
      >
        {children}
      </div>
    </>
  )
}

interface ChoiceProps {
  readonly param: string
  readonly label: string
  readonly options: readonly Option[]
}

/** A choice kept in the URL, with its label above it. */
export function ChoiceFilter({ param, label, options }: ChoiceProps) {
  const { current, replace } = useUrlState()
  return (
    <Field label={label}>
      <Select
        value={current.get(param) ?? ''}
        onChange={({ target }) => replace({ [param]: target.value })}
        options={[{ value: '', label: 'Any' }, ...options]}
      />
    </Field>
  )
}
