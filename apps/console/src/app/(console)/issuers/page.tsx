import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Suspense } from 'react'
import { z } from 'zod'
import { readSearchParams, Search, type SearchParams } from '~/app/search-params'
import { IssuerList } from '~/features/issuers/issuer-list'
import { Refused } from '~/features/shell/refused'
import { HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Button } from '~/ui/button'
import { SearchField, Toolbar } from '~/ui/list-controls'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'

export const metadata: Metadata = { title: 'Issuers' }

const Params = z.object({ search: Search })

export default async function IssuersPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('identity:read'))) return <Refused permission="identity:read" what="the issuers" />
  const { search } = await readSearchParams(searchParams, Params)
  void prefetch(trpc.issuers.list.queryOptions())

  return (
    <Page
      title="Issuers"
      description="Whose tokens open a session, besides those of this console, and who their bearers are."
      actions={
        (await may('identity:write')) && (
          <Button asChild variant="primary">
            <Link href="/issuers/new">
              <Plus aria-hidden /> Register issuer
            </Link>
          </Button>
        )
      }
    >
      <Toolbar>
        <SearchField label="Search issuers" />
      </Toolbar>
      <HydrateClient>
        <Suspense fallback={<TableSkeleton />}>
          <IssuerList search={search} />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
