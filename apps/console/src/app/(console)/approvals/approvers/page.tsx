import type { Metadata } from 'next'
import { Suspense } from 'react'
import { z } from 'zod'
import { readSearchParams, type SearchParams } from '~/app/search-params'
import { ApproverTable } from '~/features/approvals/approver-table'
import { Refused } from '~/features/shell/refused'
import { HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'
import { LinkTabs } from '~/ui/tabs'

export const metadata: Metadata = { title: 'Approvers' }

const TABS = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
] as const

const Params = z.object({ days: z.enum(['7', '30', '90']).catch('30') })

export default async function ApproversPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('approval:read-all'))) {
    return <Refused permission="approval:read-all" what="how approvers answer" />
  }
  const { days } = await readSearchParams(searchParams, Params)
  void prefetch(trpc.approvals.statistics.queryOptions({ days: Number(days) }))
  return (
    <Page
      title="Approvers"
      parent={{ href: '/approvals', label: 'Approvals' }}
      description="Who answers how often, how fast, and how often with a yes. A stamp that is always fast and always yes protects nobody."
    >
      <LinkTabs param="days" value={days} options={TABS} label="Time" />
      <HydrateClient>
        <Suspense key={days} fallback={<TableSkeleton rows={4} />}>
          <ApproverTable days={Number(days)} />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
