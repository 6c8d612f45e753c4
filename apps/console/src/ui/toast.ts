'use client'

import { useSyncExternalStore } from 'react'

export interface Shown {
  readonly id: number
  readonly tone: 'good' | 'error'
  readonly text: string
  readonly action: ToastAction | null
}

/** What can be done about it right there, such as taking it back. */
export interface ToastAction {
  readonly label: string
  readonly onClick: () => void
}

const NONE: readonly Shown[] = []
let shown: readonly Shown[] = NONE
let lastId = 0
const listeners = new Set<() => void>()

function show(next: readonly Shown[]): void {
  shown = next
  for (const listener of listeners) listener()
}

/** Says something that happened. Errors stay until they are closed, and what can be taken back stays longer. */
export function toast(text: string, tone: Shown['tone'] = 'good', action: ToastAction | null = null): void {
  lastId += 1
  show([...shown.slice(-3), { id: lastId, tone, text, action }])
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What is to be seen now. */
export function useToasts(): readonly Shown[] {
  return useSyncExternalStore(
    subscribe,
    () => shown,
    () => NONE,
  )
}

export function dismiss(id: number): void {
  show(shown.filter((other) => other.id !== id))
}
