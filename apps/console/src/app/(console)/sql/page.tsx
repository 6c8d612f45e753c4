import type { Metadata } from 'next'
import { Suspense } from 'react'
import { z } from 'zod'
import { Cursor, readSearchParams, Search, type SearchParams } from '~/app/search-params'
import { Refused } from '~/features/shell/refused'
import { ConnectionChoice } from '~/features/sql-editor/connection-choice'
import { HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { SearchField, Toolbar } from '~/ui/list-controls'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'

export const metadata: Metadata = { title: 'SQL' }

const Params = z.object({ search: Search, cursor: Cursor })

export default async function SqlPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('token:create'))) return <Refused permission="token:create" what="SQL" />
  const input = { ...(await readSearchParams(searchParams, Params)), protocol: 'postgres' as const }
  void prefetch(trpc.connections.list.queryOptions(input))
  return (
    <Page
      title="SQL"
      description="Write and run statements here, through the gateway and its rules. Choose where."
    >
      <Toolbar>
        <SearchField label="Search connections" />
      </Toolbar>
      <HydrateClient>
        <Suspense key={JSON.stringify(input)} fallback={<TableSkeleton />}>
          <ConnectionChoice input={input} />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
