import type { Metadata } from 'next'
import { Suspense } from 'react'
import { PackList } from '~/features/rules/pack-list'
import { Refused } from '~/features/shell/refused'
import { HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'

export const metadata: Metadata = { title: 'Starter packs' }

export default async function PacksPage() {
  if (!(await may('rule:read'))) return <Refused permission="rule:read" what="the rules" />
  void prefetch(trpc.packs.list.queryOptions())
  return (
    <Page
      title="Starter packs"
      parent={{ href: '/rules', label: 'Rules' }}
      description="Policies to begin with. Once applied they are rules like any others: change them as you like."
    >
      <HydrateClient>
        <Suspense fallback={<TableSkeleton rows={5} />}>
          <PackList />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
