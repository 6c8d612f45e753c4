'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import Link from 'next/link'
import { cn } from './cn'
import { formatSort, parseSort } from './sort'
import { Th } from './table'
import { useUrlState } from './use-url-state'

interface Props {
  readonly by: string
  readonly title: string
  readonly className?: string
}

/** A header that orders its list by itself: up, down, and as it was. The order is in the URL. */
export function SortTh({ by, title, className }: Props) {
  const { current, href } = useUrlState()
  const sort = parseSort(current.get('sort'))
  const isOn = sort?.by === by
  const next = !isOn ? { by, descending: false } : sort.descending ? null : { by, descending: true }
  const Arrow = isOn && sort.descending ? ArrowDown : ArrowUp
  return (
    <Th aria-sort={!isOn ? 'none' : sort.descending ? 'descending' : 'ascending'} className={className}>
      <Link
        href={href({ sort: next && formatSort(next) })}
        replace
        scroll={false}
        prefetch={false}
        className={cn('group inline-flex items-center gap-1 rounded hover:text-ink', isOn && 'text-ink')}
      >
        {title}
        <Arrow aria-hidden className={cn('size-3 opacity-0 group-hover:opacity-60', isOn && 'opacity-100')} />
      </Link>
    </Th>
  )
}
