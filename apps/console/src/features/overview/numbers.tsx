'use client'

import type { Permission } from '@sallyport/api'
import Link from 'next/link'
import { useState } from 'react'
import { useMay } from '~/features/me/use-me'
import type { RouterOutputs } from '~/trpc/types'
import { cn } from '~/ui/cn'
import { formatCount } from '~/ui/format'

interface Figure {
  readonly label: string
  readonly count: number
  readonly hint: string
  readonly href: string
  readonly permission: Permission
  readonly tone?: string | false
}

/** What is going on, each number leading to the list that it counts. */
export function Numbers({ overview }: { readonly overview: RouterOutputs['overview']['get'] }) {
  const may = useMay()
  const [day] = useState(() => new Date().toISOString().slice(0, 10))
  const { pendingApprovals, liveSessions, today } = overview
  const figures: readonly Figure[] = [
    {
      label: 'Waiting for approval',
      count: pendingApprovals,
      hint: pendingApprovals > 0 ? 'Clients are waiting right now' : 'Nothing waits',
      href: '/approvals',
      permission: 'approval:read',
      tone: pendingApprovals > 0 && 'text-hold',
    },
    {
      label: 'Live sessions',
      count: liveSessions,
      hint: liveSessions > 0 ? 'Connected right now' : 'Nobody is connected',
      href: '/sessions?live=1',
      permission: 'session:read',
      tone: liveSessions > 0 && 'text-allow',
    },
    {
      label: 'Statements today',
      count: today.statements,
      hint: 'Since midnight UTC',
      href: `/sessions?from=${day}`,
      permission: 'session:read',
    },
    {
      label: 'Held today',
      count: today.held,
      hint: 'Waited for an approver',
      href: `/sessions?from=${day}&held=1`,
      permission: 'session:read',
    },
    {
      label: 'Denied today',
      count: today.denied,
      hint: 'Refused by a rule, or for want of one',
      href: `/sessions?from=${day}&denied=1`,
      permission: 'session:read',
      tone: today.denied > 0 && 'text-deny',
    },
    {
      label: 'Masked today',
      count: today.masked,
      hint: 'Values that no client got',
      href: `/sessions?from=${day}&masked=1`,
      permission: 'session:read',
      tone: today.masked > 0 && 'text-masked',
    },
  ]
  return (
    <ul aria-label="Numbers" className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
      {figures.map(({ permission, ...figure }) => (
        <li key={figure.label}>
          {may(permission) ? (
            <Link
              href={figure.href}
              className="block h-full rounded-lg border bg-surface px-4 py-3 transition-colors hover:border-edge"
            >
              <FigureText {...figure} />
            </Link>
          ) : (
            <div className="h-full rounded-lg border bg-surface px-4 py-3">
              <FigureText {...figure} />
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}

function FigureText({ label, count, hint, tone }: Omit<Figure, 'permission' | 'href'>) {
  return (
    <>
      <span className="block text-dense text-muted">{label}</span>
      <span className={cn('block text-2xl leading-9 font-semibold tracking-tight tabular-nums', tone)}>
        {formatCount(count)}
      </span>
      <span className="block text-xs text-faint">{hint}</span>
    </>
  )
}
