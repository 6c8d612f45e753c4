import type { Metadata } from 'next'
import { Suspense } from 'react'
import { z } from 'zod'
import { Cursor, Day, DayEnd, readSearchParams, Search, type SearchParams } from '~/app/search-params'
import { ACTION_OPTIONS } from '~/features/audit/action-words'
import { AuditList } from '~/features/audit/audit-list'
import { CheckLedger } from '~/features/audit/check-ledger'
import { ExportAudit } from '~/features/audit/export-audit'
import { Refused } from '~/features/shell/refused'
import { found, HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { ClearFilters, DayRange, Filter, SearchField, Toolbar } from '~/ui/list-controls'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'

export const metadata: Metadata = { title: 'Audit log' }

const Params = z.object({
  search: Search,
  action: Search,
  actor: Cursor,
  from: Day,
  to: DayEnd,
  cursor: Cursor,
})

export default async function AuditPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('audit:read'))) return <Refused permission="audit:read" what="the audit log" />
  const input = await readSearchParams(searchParams, Params)
  void prefetch(trpc.audit.list.queryOptions(input))
  const { items } = await found(trpc.identities.list.queryOptions({}))

  return (
    <Page
      title="Audit log"
      description="Every change, every decision, and every look at a recording."
      actions={<ExportAudit />}
    >
      <CheckLedger />
      <Toolbar>
        <SearchField label="Search the audit log" />
        <Filter param="action" label="Any action" options={ACTION_OPTIONS} />
        <Filter
          param="actor"
          label="Anybody"
          options={items.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <DayRange />
        <ClearFilters params={['search', 'action', 'actor', 'from', 'to']} />
      </Toolbar>
      <HydrateClient>
        <Suspense key={JSON.stringify(input)} fallback={<TableSkeleton rows={10} />}>
          <AuditList input={input} />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
