'use client'

import { useQuery } from '@tanstack/react-query'
import { Bot, User } from 'lucide-react'
import Link from 'next/link'
import { useTRPC } from '~/trpc/client'
import { Section } from '~/ui/page'
import { Skeleton } from '~/ui/skeleton'

/** Who did today what they do not usually do. */
export function Unusual() {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.overview.unusual.queryOptions(undefined, { refetchInterval: 300_000 }))
  return (
    <Section title="Unlike their last two weeks">
      {!data && <Skeleton className="h-10" />}
      {data?.length === 0 && (
        <p className="text-dense text-muted">Nobody. Everybody did in the last day what they usually do.</p>
      )}
      <ul className="-mx-2 flex flex-col">
        {data?.map(({ id, name, kind, reasons }) => {
          const Icon = kind === 'agent' ? Bot : User
          return (
            <li key={id}>
              <Link
                href={`/sessions?identity=${id}`}
                prefetch={false}
                className="flex items-start gap-3 rounded-md px-2 py-1.5 hover:bg-hover"
              >
                <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-hold" />
                <span className="min-w-0">
                  <span className="block truncate font-medium">{name}</span>
                  <span className="block text-dense text-muted">{reasons.join('; ')}</span>
                </span>
              </Link>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
