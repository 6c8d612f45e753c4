'use client'

import { X } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { cn } from './cn'
import { useControl } from './field'
import { CONTROL } from './input'

interface Props {
  readonly value: readonly string[]
  readonly onChange: (value: readonly string[]) => void
  readonly placeholder?: string
  readonly suggestions?: readonly string[]
  readonly mono?: boolean
  readonly disabled?: boolean
}

/** A list of words: Enter, comma or leaving the field adds one, Backspace in the empty field takes the last. */
export function TagInput({ value, onChange, placeholder, suggestions = [], mono, disabled }: Props) {
  const control = useControl()
  const listId = useId()
  const [draft, setDraft] = useState('')

  function add(text: string): void {
    const words = text.split(',').map((word) => word.trim())
    const fresh = words.filter(
      (word, index) => word && !value.includes(word) && words.indexOf(word) === index,
    )
    if (fresh.length > 0) onChange([...value, ...fresh])
    setDraft('')
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'Enter' && draft.trim()) {
      event.preventDefault()
      add(draft)
    }
    if (event.key === 'Backspace' && draft === '') onChange(value.slice(0, -1))
  }

  return (
    <div
      className={cn(
        CONTROL,
        'flex min-h-9 flex-wrap items-center gap-1 px-1.5 py-1 focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent',
        control['aria-invalid'] && 'border-deny',
      )}
    >
      {value.map((word) => (
        <span
          key={word}
          className={cn(
            'inline-flex max-w-full items-center gap-0.5 rounded bg-sunken py-0.5 pr-0.5 pl-1.5 text-dense ring-1 ring-line',
            mono && 'font-mono text-xs',
          )}
        >
          <span className="truncate">{word}</span>
          <button
            type="button"
            disabled={disabled}
            aria-label={`Remove ${word}`}
            onClick={() => onChange(value.filter((other) => other !== word))}
            className="rounded p-0.5 text-faint hover:bg-hover hover:text-ink"
          >
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      <input
        {...control}
        list={listId}
        value={draft}
        disabled={disabled}
        autoComplete="off"
        spellCheck={false}
        placeholder={value.length === 0 ? placeholder : undefined}
        onChange={({ target }) => (target.value.endsWith(',') ? add(target.value) : setDraft(target.value))}
        onKeyDown={onKeyDown}
        onBlur={() => add(draft)}
        className={cn('h-6 min-w-24 flex-1 bg-transparent px-1 outline-none', mono && 'font-mono text-xs')}
      />
      <datalist id={listId}>
        {suggestions
          .filter((word) => !value.includes(word))
          .map((word) => (
            <option key={word}>{word}</option>
          ))}
      </datalist>
    </div>
  )
}
