import { ORIGINS } from '@sallyport/core'
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { z } from 'zod'
import { Cursor, Day, DayEnd, Flag, readSearchParams, Search, type SearchParams } from '~/app/search-params'
import { ORIGIN_OPTIONS } from '~/features/people/origins'
import { SessionList } from '~/features/sessions/session-list'
import { Refused } from '~/features/shell/refused'
import { found, HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { ClearFilters, DayRange, Filter, SearchField, ToggleFilter, Toolbar } from '~/ui/list-controls'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'

export const metadata: Metadata = { title: 'Sessions' }

const Params = z.object({
  search: Search,
  identity: Cursor,
  connection: Search,
  live: Flag,
  origin: z.enum(ORIGINS).optional().catch(undefined),
  held: Flag,
  denied: Flag,
  masked: Flag,
  from: Day,
  to: DayEnd,
  cursor: Cursor,
})

const FILTERS = [
  'search',
  'identity',
  'connection',
  'origin',
  'live',
  'held',
  'denied',
  'masked',
  'from',
  'to',
]

export default async function SessionsPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('session:read'))) return <Refused permission="session:read" what="the sessions" />
  const {
    held: withHeld,
    denied: withDenied,
    masked: withMasked,
    ...rest
  } = await readSearchParams(searchParams, Params)
  const input = { ...rest, withHeld, withDenied, withMasked }
  void prefetch(trpc.sessions.list.queryOptions(input))
  const [identities, connections] = await Promise.all([identityOptions(), connectionOptions()])
  const { cursor: _, ...filters } = input

  return (
    <Page title="Sessions" description="Who was connected, what they sent, and what they saw.">
      <Toolbar>
        <SearchField label="Search sessions and statements" />
        {identities.length > 0 && <Filter param="identity" label="Anybody" options={identities} />}
        <Filter param="connection" label="Any connection" options={connections} />
        <Filter param="origin" label="From anywhere" options={ORIGIN_OPTIONS} />
        <ToggleFilter param="live" label="Live" />
        <ToggleFilter param="held" label="With held" />
        <ToggleFilter param="denied" label="With denied" />
        <ToggleFilter param="masked" label="With masked" />
        <DayRange />
        <ClearFilters params={FILTERS} />
      </Toolbar>
      <HydrateClient>
        <Suspense key={JSON.stringify(input)} fallback={<TableSkeleton rows={8} />}>
          <SessionList
            input={input}
            isFiltered={Object.values(filters).some((value) => value !== undefined)}
          />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}

async function identityOptions() {
  if (!(await may('identity:read'))) return []
  const { items } = await found(trpc.identities.list.queryOptions({}))
  return items.map(({ id, name }) => ({ value: id, label: name }))
}

async function connectionOptions() {
  const { items } = await found(trpc.connections.list.queryOptions({}))
  return items.map(({ name }) => ({ value: name, label: name }))
}
