'use client'

import { useCallback, useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

/**
 * Which columns of a list somebody has put away. A taste, not a state of the page: it stays in the browser, and a
 * link shows everybody their own.
 */
export function useHiddenColumns(list: string) {
  const key = `columns:${list}`
  const stored = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => '',
  )
  const set = useCallback(
    (hidden: ReadonlySet<string>) => {
      try {
        if (hidden.size > 0) localStorage.setItem(key, [...hidden].join(' '))
        else localStorage.removeItem(key)
      } catch {
        return // storage is switched off: nothing is remembered, and nothing breaks
      }
      for (const listener of listeners) listener()
    },
    [key],
  )
  return { hidden: new Set(stored.split(' ').filter(Boolean)) as ReadonlySet<string>, set }
}

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}
