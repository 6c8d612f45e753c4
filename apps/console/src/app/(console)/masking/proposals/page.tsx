import { DATA_CLASSES } from '@sallyport/core'
import { Cable } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Suspense } from 'react'
import { z } from 'zod'
import { readSearchParams, Search, type SearchParams } from '~/app/search-params'
import { ProposalList } from '~/features/masking/proposal-list'
import { DATA_CLASS_WORDS } from '~/features/masking/words'
import { Refused } from '~/features/shell/refused'
import { found, HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Button } from '~/ui/button'
import { EmptyState } from '~/ui/empty-state'
import { Filter, SearchField, Toolbar } from '~/ui/list-controls'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'

export const metadata: Metadata = { title: 'What could be masked' }

const Params = z.object({
  search: Search,
  connection: z.uuid().optional().catch(undefined),
  dataClass: z.enum(DATA_CLASSES).optional().catch(undefined),
})
const CLASS_OPTIONS = DATA_CLASSES.map((value) => ({ value, label: DATA_CLASS_WORDS[value] }))

export default async function ProposalsPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('masking:read'))) return <Refused permission="masking:read" what="the masking rules" />
  const { search, connection, dataClass } = await readSearchParams(searchParams, Params)
  const { items } = await found(trpc.connections.list.queryOptions({}))
  const id = connection ?? items[0]?.id
  if (id) void prefetch(trpc.maskingRules.proposals.queryOptions({ id }))

  return (
    <Page
      title="What could be masked"
      parent={{ href: '/masking', label: 'Masking' }}
      description="Columns whose names and types say that they hold personal data or secrets, and that no rule masks."
    >
      <Toolbar>
        <SearchField label="Search columns" />
        {items.length > 1 && (
          <Filter
            param="connection"
            label={items[0]?.name ?? ''}
            options={items.slice(1).map(({ id: value, name }) => ({ value, label: name }))}
          />
        )}
        <Filter param="dataClass" label="Any class" options={CLASS_OPTIONS} />
      </Toolbar>
      {id ? (
        <HydrateClient>
          <Suspense key={id} fallback={<TableSkeleton rows={8} />}>
            <ProposalList key={id} connectionId={id} search={search} dataClass={dataClass} />
          </Suspense>
        </HydrateClient>
      ) : (
        <EmptyState
          icon={Cable}
          title="There is no connection yet"
          action={
            <Button asChild variant="primary">
              <Link href="/connections/new">New connection</Link>
            </Button>
          }
        >
          Columns are proposed once a gateway has read a target.
        </EmptyState>
      )}
    </Page>
  )
}
