'use client'

import { useState } from 'react'

/** What is being typed into a form. It outlives every refusal. */
export function useDraft<Draft extends object>(initial: Draft) {
  const [draft, setDraft] = useState(initial)
  return {
    draft,
    setDraft,
    set: <Name extends keyof Draft>(name: Name, value: Draft[Name]) =>
      setDraft((current) => ({ ...current, [name]: value })),
  }
}
