import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Suspense } from 'react'
import { z } from 'zod'
import { readSearchParams, Search, type SearchParams } from '~/app/search-params'
import { ExemptionList } from '~/features/masking/exemption-list'
import { MaskingList } from '~/features/masking/masking-list'
import { RemovedMaskingRules } from '~/features/masking/removed-masking-rules'
import { Refused } from '~/features/shell/refused'
import { HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Button } from '~/ui/button'
import { SearchField, Toolbar } from '~/ui/list-controls'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'

export const metadata: Metadata = { title: 'Masking' }

const Params = z.object({ search: Search })

export default async function MaskingPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('masking:read'))) return <Refused permission="masking:read" what="the masking rules" />
  const { search } = await readSearchParams(searchParams, Params)
  void prefetch(trpc.maskingRules.list.queryOptions())
  void prefetch(trpc.maskingRules.exemptions.queryOptions())

  return (
    <Page
      title="Masking"
      description="What must not reach a client as it is, and what it sees instead."
      actions={
        <>
          <Button asChild>
            <Link href="/masking/proposals">Proposals</Link>
          </Button>
          {(await may('session:read-all')) && (
            <Button asChild>
              <Link href="/masking/report">Report</Link>
            </Button>
          )}
          {(await may('masking:write')) && (
            <Button asChild variant="primary">
              <Link href="/masking/new">
                <Plus aria-hidden /> New masking rule
              </Link>
            </Button>
          )}
        </>
      }
    >
      <Toolbar>
        <SearchField label="Search masking rules" />
      </Toolbar>
      <HydrateClient>
        <Suspense fallback={<TableSkeleton rows={5} />}>
          <MaskingList search={search} />
          <ExemptionList />
          <RemovedMaskingRules />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
