import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Suspense } from 'react'
import { z } from 'zod'
import { Cursor, readSearchParams, Search, type SearchParams } from '~/app/search-params'
import { ConnectionList } from '~/features/connections/connection-list'
import { Refused } from '~/features/shell/refused'
import { HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Button } from '~/ui/button'
import { SearchField, Toolbar } from '~/ui/list-controls'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'

export const metadata: Metadata = { title: 'Connections' }

const Params = z.object({ search: Search, cursor: Cursor })

export default async function ConnectionsPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('connection:read'))) return <Refused permission="connection:read" what="the connections" />
  const input = await readSearchParams(searchParams, Params)
  void prefetch(trpc.connections.list.queryOptions(input))

  return (
    <Page
      title="Connections"
      description="Databases that people and agents may use through the gateway."
      actions={
        (await may('connection:write')) && (
          <Button asChild variant="primary">
            <Link href="/connections/new">
              <Plus aria-hidden /> New connection
            </Link>
          </Button>
        )
      }
    >
      <Toolbar>
        <SearchField label="Search connections" />
      </Toolbar>
      <HydrateClient>
        <Suspense key={JSON.stringify(input)} fallback={<TableSkeleton />}>
          <ConnectionList input={input} />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
