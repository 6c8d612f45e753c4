'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useTransition } from 'react'

/**
 * The page's state is its URL: reads it and writes it. A change of a filter leaves the pages of the list,
 * so `cursor` goes.
 */
export function useUrlState() {
  const router = useRouter()
  const pathname = usePathname()
  const current = useSearchParams()
  const [isPending, startTransition] = useTransition()

  function href(changes: Readonly<Record<string, string | null>>): string {
    const next = new URLSearchParams(current)
    next.delete('cursor')
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    const query = next.toString()
    return query ? `${pathname}?${query}` : pathname
  }

  return {
    current,
    isPending,
    href,
    replace: (changes: Readonly<Record<string, string | null>>) =>
      startTransition(() => router.replace(href(changes), { scroll: false })),
  }
}
