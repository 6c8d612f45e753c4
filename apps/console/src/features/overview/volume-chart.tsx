'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { type Bar, Bars } from '~/ui/bars'
import { Button } from '~/ui/button'
import { cn } from '~/ui/cn'
import { Section } from '~/ui/page'
import { Skeleton } from '~/ui/skeleton'

const SERIES = [
  { id: 'allow', label: 'Allowed', fill: 'fill-accent', dot: 'bg-accent' },
  { id: 'hold', label: 'Held', fill: 'fill-hold', dot: 'bg-hold' },
  { id: 'deny', label: 'Denied', fill: 'fill-deny', dot: 'bg-deny' },
] as const

const SPANS = [
  { value: 'day', label: '24 hours' },
  { value: 'week', label: '7 days' },
  { value: 'month', label: '30 days' },
] as const
type Span = (typeof SPANS)[number]['value']

/** What went through, by effect, over the last day, week or month. */
export function VolumeChart() {
  const trpc = useTRPC()
  const [span, setSpan] = useState<Span>('day')
  const { data } = useQuery(
    trpc.overview.volumes.queryOptions(
      { span },
      { refetchInterval: 60_000, placeholderData: keepPreviousData },
    ),
  )
  return (
    <Section
      title="Statements"
      actions={
        <fieldset className="flex gap-0.5">
          <legend className="sr-only">Time</legend>
          {SPANS.map(({ value, label }) => (
            <Button
              key={value}
              size="sm"
              variant="ghost"
              aria-pressed={value === span}
              onClick={() => setSpan(value)}
              className={cn(value === span && 'bg-selected text-ink')}
            >
              {label}
            </Button>
          ))}
        </fieldset>
      }
    >
      {data ? (
        <Bars label="Statements over time" series={SERIES} bars={data.map((bucket) => toBar(bucket, span))} />
      ) : (
        <Skeleton className="h-44" />
      )}
    </Section>
  )
}

function toBar(
  { from, counts }: { readonly from: Date; readonly counts: Readonly<Record<string, number>> },
  span: Span,
): Bar {
  const day = from.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
  const hour = from.toISOString().slice(11, 16)
  return { label: span === 'month' ? day : `${day} ${hour} UTC`, values: counts }
}
