import type { Metadata } from 'next'
import { Suspense } from 'react'
import { z } from 'zod'
import { Cursor, readSearchParams, type SearchParams } from '~/app/search-params'
import { ShapeGrantList } from '~/features/approvals/shape-grant-list'
import { Refused } from '~/features/shell/refused'
import { HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'

export const metadata: Metadata = { title: 'Approved shapes' }

const Params = z.object({ cursor: Cursor })

export default async function ShapesPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('approval:read'))) return <Refused permission="approval:read" what="approvals" />
  const input = await readSearchParams(searchParams, Params)
  void prefetch(trpc.approvals.shapeGrants.queryOptions(input))
  return (
    <Page
      title="Approved shapes"
      parent={{ href: '/approvals', label: 'Approvals' }}
      description="Statements that run without asking again as long as only their values differ, so often and so long."
    >
      <HydrateClient>
        <Suspense key={JSON.stringify(input)} fallback={<TableSkeleton rows={4} />}>
          <ShapeGrantList input={input} />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
