import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Suspense } from 'react'
import { z } from 'zod'
import { readSearchParams, type SearchParams } from '~/app/search-params'
import { SetUp } from '~/features/connections/set-up'
import { Refused } from '~/features/shell/refused'
import { found, HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Page } from '~/ui/page'
import { CardSkeleton } from '~/ui/skeleton'

export const metadata: Metadata = { title: 'Set up a connection' }

const Params = z.object({ step: z.enum(['data', 'policy', 'connect']).catch('data') })

interface Props {
  readonly params: Promise<{ readonly id: string }>
  readonly searchParams: SearchParams
}

export default async function SetUpPage({ params, searchParams }: Props) {
  if (!(await may('connection:write'))) {
    return <Refused permission="connection:write" what="the set-up of connections" />
  }
  const { id } = await params
  const { step } = await readSearchParams(searchParams, Params)
  const { name, closedAt, server } = await found(trpc.connections.get.queryOptions({ id }))
  if (server) redirect(`/connections/${id}`) // its tools are looked at there
  void prefetch(trpc.connections.proposals.queryOptions({ id }))
  void prefetch(trpc.connections.howTo.queryOptions({ id }))
  return (
    <Page
      title={`Set up ${name}`}
      parent={{ href: '/connections', label: 'Connections' }}
      description={closedAt ? 'It is closed until this is done: nobody gets in.' : 'It is open.'}
      width="narrow"
    >
      <HydrateClient>
        <Suspense fallback={<CardSkeleton lines={8} />}>
          <SetUp id={id} step={step} />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
