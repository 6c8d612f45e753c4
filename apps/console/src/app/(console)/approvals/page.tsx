import type { Metadata } from 'next'
import Link from 'next/link'
import { Suspense } from 'react'
import { z } from 'zod'
import { Cursor, readSearchParams, Search, type SearchParams } from '~/app/search-params'
import { Inbox } from '~/features/approvals/inbox'
import { Refused } from '~/features/shell/refused'
import { found, HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Button } from '~/ui/button'
import { SearchField, Toolbar } from '~/ui/list-controls'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'
import { LinkTabs } from '~/ui/tabs'

export const metadata: Metadata = { title: 'Approvals' }

const TABS = [
  { value: 'pending', label: 'Pending' },
  { value: 'settled', label: 'Settled' },
] as const

const Params = z.object({
  status: z.enum(['pending', 'settled']).catch('pending'),
  search: Search,
  cursor: Cursor,
  selected: Cursor,
  alike: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .catch(undefined),
})

export default async function ApprovalsPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('approval:read'))) return <Refused permission="approval:read" what="approvals" />
  const { selected, ...params } = await readSearchParams(searchParams, Params)
  const input = { ...params, ...(params.status === 'pending' && { grouped: params.alike === undefined }) }
  const { items } = await found(trpc.approvals.list.queryOptions(input))
  const shown = selected ?? items[0]?.id
  if (shown) void prefetch(trpc.approvals.get.queryOptions({ id: shown }))

  return (
    <Page
      title="Approvals"
      description="Statements and access that wait for a second pair of eyes, and how earlier ones ended."
      actions={
        <>
          <Button asChild variant="ghost">
            <Link href="/approvals/shapes">Approved shapes</Link>
          </Button>
          {(await may('approval:read-all')) && (
            <Button asChild variant="ghost">
              <Link href="/approvals/approvers">Approvers</Link>
            </Button>
          )}
        </>
      }
    >
      <LinkTabs param="status" value={input.status} options={TABS} label="Requests" />
      <Toolbar>
        <SearchField label="Search requests" />
      </Toolbar>
      <HydrateClient>
        <Suspense key={JSON.stringify(input)} fallback={<TableSkeleton rows={5} />}>
          <Inbox input={input} />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
