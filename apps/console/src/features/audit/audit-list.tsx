'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { ChevronRight, ScrollText } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import type { RouterInputs, RouterOutputs } from '~/trpc/types'
import { Badge, type Tone } from '~/ui/badge'
import { cn } from '~/ui/cn'
import { EmptyState } from '~/ui/empty-state'
import { Pager } from '~/ui/list-controls'
import { Head, Row, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'
import { AuditDetail } from './audit-detail'
import { AuditSubject } from './audit-subject'

type Event = RouterOutputs['audit']['list']['items'][number]

interface Props {
  readonly input: RouterInputs['audit']['list']
}

export function AuditList({ input }: Props) {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.audit.list.queryOptions(input))
  if (data.items.length === 0) {
    return (
      <EmptyState icon={ScrollText} title="No event matches">
        Every change, every decision and every look at a recording is here. Take a filter away to see more.
      </EmptyState>
    )
  }
  return (
    <>
      <Table label="Audit log">
        <Head>
          <Th className="w-8">
            <span className="sr-only">Details</span>
          </Th>
          <Th>When</Th>
          <Th>Who</Th>
          <Th>Action</Th>
          <Th className="max-sm:hidden">On</Th>
        </Head>
        <tbody>
          {data.items.map((event) => (
            <AuditRow key={event.id} event={event} />
          ))}
        </tbody>
      </Table>
      <Pager next={data.nextCursor} />
    </>
  )
}

function AuditRow({ event }: { readonly event: Event }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Row>
        <Td className="pr-0">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-label={`Details of ${event.action}`}
            onClick={() => setIsOpen(!isOpen)}
            className="rounded p-0.5 text-faint after:absolute after:inset-0 hover:text-ink"
          >
            <ChevronRight aria-hidden className={cn('size-4 transition-transform', isOpen && 'rotate-90')} />
          </button>
        </Td>
        <Td className="text-muted">
          <Time at={event.at} />
        </Td>
        <Td className="font-medium">{event.actorName}</Td>
        <Td>
          <Badge tone={toneOf(event.action)}>{event.action}</Badge>
        </Td>
        <Td className="max-w-64 max-sm:hidden">
          <AuditSubject event={event} />
        </Td>
      </Row>
      {isOpen && (
        <tr className="border-b bg-sunken/50">
          <td colSpan={5} className="px-4 py-3">
            <AuditDetail event={event} />
          </td>
        </tr>
      )}
    </>
  )
}

function toneOf(action: string): Tone {
  if (/\.(approve|create|enable)$/.test(action)) return 'allow'
  if (/\.(reject|remove|disable|revoke|end|refused|fail)/.test(action)) return 'deny'
  return 'neutral'
}
