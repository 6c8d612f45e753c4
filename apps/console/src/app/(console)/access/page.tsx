import { KeyRound } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Suspense } from 'react'
import { z } from 'zod'
import { Cursor, readSearchParams, type SearchParams } from '~/app/search-params'
import { AccessList } from '~/features/access/access-list'
import { Refused } from '~/features/shell/refused'
import { HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Button } from '~/ui/button'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'
import { LinkTabs } from '~/ui/tabs'

export const metadata: Metadata = { title: 'Access requests' }

const TABS = [
  { value: 'open', label: 'Open' },
  { value: 'ended', label: 'Ended' },
] as const

const Params = z.object({ state: z.enum(['open', 'ended']).catch('open'), cursor: Cursor })

export default async function AccessPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('access:request'))) return <Refused permission="access:request" what="access requests" />
  const input = await readSearchParams(searchParams, Params)
  void prefetch(trpc.access.list.queryOptions(input))

  return (
    <Page
      title="Access requests"
      description="More than the rules allow, for a time: asked for with a reason, answered by somebody else, and over by itself."
      actions={
        <Button asChild variant="primary">
          <Link href="/access/new">
            <KeyRound aria-hidden /> Ask for access
          </Link>
        </Button>
      }
    >
      <LinkTabs param="state" value={input.state} options={TABS} label="Access requests" />
      <HydrateClient>
        <Suspense key={JSON.stringify(input)} fallback={<TableSkeleton rows={4} />}>
          <AccessList input={input} />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
