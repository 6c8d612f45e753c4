import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Suspense } from 'react'
import { z } from 'zod'
import { Cursor, readSearchParams, Search, type SearchParams } from '~/app/search-params'
import { GroupList } from '~/features/people/group-list'
import { PeopleList } from '~/features/people/people-list'
import { Refused } from '~/features/shell/refused'
import { HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Button } from '~/ui/button'
import { SearchField, Toolbar } from '~/ui/list-controls'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'
import { LinkTabs } from '~/ui/tabs'

export const metadata: Metadata = { title: 'People & agents' }

const TABS = [
  { value: 'person', label: 'People' },
  { value: 'agent', label: 'Agents' },
  { value: 'group', label: 'Groups' },
] as const

const Params = z.object({
  kind: z.enum(['person', 'agent', 'group']).catch('person'),
  search: Search,
  cursor: Cursor,
})

export default async function PeoplePage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('identity:read'))) return <Refused permission="identity:read" what="people and agents" />
  const { kind, ...page } = await readSearchParams(searchParams, Params)
  const input = kind === 'group' ? null : { kind, ...page }
  void (input
    ? prefetch(trpc.identities.list.queryOptions(input))
    : prefetch(trpc.groups.list.queryOptions()))

  return (
    <Page
      title="People & agents"
      description="Who may sign in and connect, with which role, and in which groups."
      actions={(await may('identity:write')) && kind !== 'group' && <NewButton kind={kind} />}
    >
      <LinkTabs param="kind" value={kind} options={TABS} label="Kinds" />
      <Toolbar>
        <SearchField
          label={kind === 'group' ? 'Search groups' : kind === 'agent' ? 'Search agents' : 'Search people'}
        />
      </Toolbar>
      <HydrateClient>
        <Suspense key={`${kind} ${JSON.stringify(page)}`} fallback={<TableSkeleton />}>
          {input ? <PeopleList input={input} /> : <GroupList search={page.search} />}
        </Suspense>
      </HydrateClient>
    </Page>
  )
}

function NewButton({ kind }: { readonly kind: 'person' | 'agent' }) {
  return (
    <Button asChild variant="primary">
      <Link href={kind === 'agent' ? '/people/new?kind=agent' : '/people/new'}>
        <Plus aria-hidden /> {kind === 'agent' ? 'New agent' : 'New person'}
      </Link>
    </Button>
  )
}
