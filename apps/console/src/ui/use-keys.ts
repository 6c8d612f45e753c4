'use client'

import { useEffect, useEffectEvent } from 'react'

/**
 * Single keys for the page as a whole. Not while something is typed, a dialog is open, or a modifier is held; Enter
 * and Space stay with a focused button or link.
 */
export function useKeys(actions: Readonly<Record<string, () => void>>): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const action = actions[event.key]
    if (!action || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const { activeElement } = document
    if (
      activeElement?.closest(
        'input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"]',
      )
    )
      return
    if ((event.key === 'Enter' || event.key === ' ') && activeElement?.closest('button, a, summary')) return
    // Arrows scroll what is focused and can be scrolled, and move in a group of radio buttons.
    if (event.key.startsWith('Arrow') && activeElement?.closest('[tabindex="0"], [role="radiogroup"]')) return
    if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return
    event.preventDefault()
    action()
  })

  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeyDown(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}
