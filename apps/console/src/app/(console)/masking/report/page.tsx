import type { Metadata } from 'next'
import { Suspense } from 'react'
import { z } from 'zod'
import { readSearchParams, Search, type SearchParams } from '~/app/search-params'
import { ExemptionList } from '~/features/masking/exemption-list'
import { MaskedReport } from '~/features/masking/masked-report'
import { Refused } from '~/features/shell/refused'
import { HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Filter, SearchField, Toolbar } from '~/ui/list-controls'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'

export const metadata: Metadata = { title: 'What was masked' }

const DAYS = ['1', '7', '30', '90'] as const
const Params = z.object({ search: Search, days: z.enum(DAYS).optional().catch(undefined) })
const DAY_OPTIONS = [
  { value: '1', label: 'Last day' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
]

export default async function MaskedReportPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('session:read-all')))
    return <Refused permission="session:read-all" what="what was masked for others" />
  const { search, days = '7' } = await readSearchParams(searchParams, Params)
  void prefetch(trpc.maskingRules.report.queryOptions({ days: Number(days) }))
  const mayReadRules = await may('masking:read')
  if (mayReadRules) void prefetch(trpc.maskingRules.exemptions.queryOptions())

  return (
    <Page
      title="What was masked"
      parent={{ href: '/masking', label: 'Masking' }}
      description="Columns that results showed masked, by whom they were read. What detectors find inside other values is counted with each session."
    >
      <Toolbar>
        <SearchField label="Search columns and people" />
        <Filter param="days" label="Last 7 days" options={DAY_OPTIONS} />
      </Toolbar>
      <HydrateClient>
        <Suspense key={days} fallback={<TableSkeleton rows={5} />}>
          <MaskedReport days={Number(days)} search={search} />
          {mayReadRules && <ExemptionList />}
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
