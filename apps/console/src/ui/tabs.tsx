'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { cn } from './cn'
import { useUrlState } from './use-url-state'

export interface TabOption {
  readonly value: string
  readonly label: ReactNode
}

interface Props {
  readonly param: string
  readonly value: string
  readonly options: readonly TabOption[]
  readonly label: string
}

/** Tabs that are links: the choice is in the URL. The first option leaves the URL clean. */
export function LinkTabs({ param, value, options, label }: Props) {
  const { href } = useUrlState()
  return (
    <nav aria-label={label} className="flex gap-1 overflow-x-auto border-b">
      {options.map((option, index) => (
        <Link
          key={option.value}
          href={href({ [param]: index === 0 ? null : option.value })}
          scroll={false}
          aria-current={option.value === value ? 'page' : undefined}
          className={cn(
            '-mb-px inline-flex items-center gap-1.5 border-b-2 border-transparent px-2.5 py-2 font-medium whitespace-nowrap text-muted -outline-offset-2 hover:text-ink',
            option.value === value && 'border-accent text-ink',
          )}
        >
          {option.label}
        </Link>
      ))}
    </nav>
  )
}
