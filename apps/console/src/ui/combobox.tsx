'use client'

import { ChevronsUpDown } from 'lucide-react'
import { useMemo, useState } from 'react'
import { cn } from './cn'
import { useControl } from './field'
import { CONTROL } from './input'
import type { Option } from './select'
import { useListbox } from './use-listbox'

export interface ComboboxOption extends Option {
  readonly hint?: string
}

interface Props {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly ComboboxOption[]
  readonly placeholder?: string
  readonly disabled?: boolean
}

const MOST_SHOWN = 100

/** One of many: typing narrows the list. For a few choices `Select` is better. */
export function Combobox({ value, onChange, options, placeholder, disabled }: Props) {
  const control = useControl()
  const chosen = options.find((option) => option.value === value)
  const [text, setText] = useState<string | null>(null) // null: not typed into
  const [isOpen, setIsOpen] = useState(false)
  const found = useMemo(() => narrow(options, text ?? ''), [options, text])
  const listbox = useListbox({ count: found.length, resetKey: text ?? '', onChoose: choose })

  function choose(index: number): void {
    const option = found[index]
    if (option) onChange(option.value)
    close()
  }

  function close(): void {
    setText(null)
    setIsOpen(false)
  }

  return (
    <span className="relative block">
      <input
        {...control}
        {...listbox.inputProps}
        role="combobox"
        aria-controls={isOpen ? listbox.listProps.id : undefined}
        aria-activedescendant={isOpen ? listbox.inputProps['aria-activedescendant'] : undefined}
        aria-expanded={isOpen}
        value={text ?? chosen?.label ?? ''}
        placeholder={placeholder}
        disabled={disabled}
        onFocus={({ target }) => target.select()}
        onClick={() => setIsOpen(true)}
        onBlur={close}
        onChange={({ target }) => {
          setText(target.value)
          setIsOpen(true)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && isOpen) {
            event.stopPropagation()
            close()
          } else if (isOpen) listbox.onKeyDown(event)
          else if (event.key.startsWith('Arrow')) setIsOpen(true)
        }}
        className={cn(CONTROL, 'h-9 pr-8 pl-2.5')}
      />
      <ChevronsUpDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-faint"
      />
      {isOpen && (
        <ul
          {...listbox.listProps}
          aria-label="Choices"
          className="absolute inset-x-0 top-full z-40 mt-1 max-h-64 animate-appear overflow-y-auto rounded-lg border bg-raised p-1 shadow-pop"
        >
          {found.length === 0 && <li className="px-2 py-1.5 text-dense text-faint">Nothing matches</li>}
          {found.map((option, index) => (
            <li
              key={option.value}
              {...listbox.optionProps(index)}
              className="flex items-baseline gap-2 rounded-md px-2 py-1.5 text-dense aria-selected:bg-hover"
            >
              <span className="truncate">{option.label}</span>
              {option.hint && <span className="ml-auto shrink-0 text-xs text-faint">{option.hint}</span>}
            </li>
          ))}
        </ul>
      )}
    </span>
  )
}

function narrow(options: readonly ComboboxOption[], text: string): readonly ComboboxOption[] {
  const wanted = text.trim().toLowerCase()
  const matches = wanted
    ? options.filter(({ label, hint = '' }) => `${label} ${hint}`.toLowerCase().includes(wanted))
    : options
  return matches.slice(0, MOST_SHOWN)
}
