import type { Metadata } from 'next'
import { Suspense } from 'react'
import { OverviewPanels } from '~/features/overview/overview'
import { Refused } from '~/features/shell/refused'
import { HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Page } from '~/ui/page'
import { CardSkeleton } from '~/ui/skeleton'

export const metadata: Metadata = { title: 'Overview' }

export default async function OverviewPage() {
  if (!(await may('overview:read'))) return <Refused permission="overview:read" what="the overview" />
  void prefetch(trpc.overview.get.queryOptions())
  return (
    <Page title="Overview" description="What waits, who is connected, and what happened today.">
      <HydrateClient>
        <Suspense fallback={<CardSkeleton lines={6} />}>
          <OverviewPanels />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
