'use client'

import { type KeyboardEvent, useId, useState } from 'react'

interface Options {
  /** How many can be chosen from; at a change of the list, give `resetKey` another value. */
  readonly count: number
  readonly resetKey: string
  readonly onChoose: (index: number) => void
}

/**
 * The keyboard and the roles of a text field with a list below it, where focus stays in the field: the pattern
 * "combobox" of the WAI-ARIA authoring practices.
 */
export function useListbox({ count, resetKey, onChoose }: Options) {
  const id = useId()
  const [state, setState] = useState({ resetKey, index: 0 })
  const index = state.resetKey === resetKey ? Math.min(state.index, Math.max(0, count - 1)) : 0
  const optionId = (at: number) => `${id}-${at}`

  function move(to: number): void {
    setState({ resetKey, index: to })
    document.getElementById(optionId(to))?.scrollIntoView({ block: 'nearest' })
  }

  /** True: the key was for the list. */
  function onKeyDown(event: KeyboardEvent): boolean {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (count === 0 || event.nativeEvent.isComposing) return false
    if (step !== 0) move((index + step + count) % count)
    else if (event.key === 'Enter') onChoose(index)
    else return false
    event.preventDefault()
    return true
  }

  return {
    index,
    onKeyDown,
    inputProps: {
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-controls': id,
      'aria-activedescendant': count > 0 ? optionId(index) : undefined,
      autoComplete: 'off',
      spellCheck: false,
    } as const,
    listProps: { id, role: 'listbox' } as const,
    optionProps: (at: number) => ({
      id: optionId(at),
      role: 'option' as const,
      'aria-selected': at === index,
      onMouseMove: () => at !== index && setState({ resetKey, index: at }),
      onMouseDown: (event: { preventDefault(): void }) => event.preventDefault(), // the field keeps the focus
      onClick: () => onChoose(at),
    }),
  }
}
