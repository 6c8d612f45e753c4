'use client'

import { Checkbox } from './checkbox'
import { cn } from './cn'

interface Props<Word extends string> {
  readonly options: readonly { readonly value: Word; readonly label: string; readonly hint?: string }[]
  readonly value: readonly Word[]
  readonly onChange: (value: readonly Word[]) => void
  readonly disabled?: boolean
  readonly className?: string
}

/** Any number of a few known words, kept in the order of the options. */
export function CheckGroup<Word extends string>({
  options,
  value,
  onChange,
  disabled,
  className,
}: Props<Word>) {
  return (
    <div className={cn('flex flex-wrap gap-x-5 gap-y-2', className)}>
      {options.map(({ value: word, label, hint }) => (
        <Checkbox
          key={word}
          label={label}
          hint={hint}
          disabled={disabled}
          checked={value.includes(word)}
          onChange={({ target }) =>
            onChange(
              options
                .map((option) => option.value)
                .filter((other) => (other === word ? target.checked : value.includes(other))),
            )
          }
        />
      ))}
    </div>
  )
}
