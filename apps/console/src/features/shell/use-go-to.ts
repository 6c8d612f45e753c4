'use client'

import { useEffect, useEffectEvent, useRef } from 'react'

/** How long after `g` the other key still belongs to it. */
const TOGETHER_MS = 1_200

/**
 * `g` and then a letter, as in `g a` for approvals. The letter is taken before the page sees it, which may mean
 * something else by it.
 */
export function useGoTo(pages: Readonly<Record<string, string>>, go: (path: string) => void): void {
  const begunAt = useRef(0)
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping()) return
    if (event.timeStamp - begunAt.current < TOGETHER_MS) {
      begunAt.current = 0
      const path = pages[event.key]
      if (!path) return
      event.preventDefault()
      event.stopImmediatePropagation()
      go(path)
    } else if (event.key === 'g') begunAt.current = event.timeStamp
  })

  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeyDown(event)
    window.addEventListener('keydown', listen, true)
    return () => window.removeEventListener('keydown', listen, true)
  }, [])
}

function isTyping(): boolean {
  const { activeElement } = document
  return (
    Boolean(activeElement?.closest('input, textarea, select, [contenteditable]')) ||
    document.querySelector('[role="dialog"], [role="alertdialog"]') !== null
  )
}
