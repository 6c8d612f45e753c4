import { MailPlus, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Suspense } from 'react'
import { z } from 'zod'
import { Cursor, readSearchParams, Search, type SearchParams } from '~/app/search-params'
import { InvitationList } from '~/features/invitations/invitation-list'
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
  { value: 'invitation', label: 'Invitations' },
] as const

const SEARCH_WORDS = {
  person: 'Search people',
  agent: 'Search agents',
  group: 'Search groups',
  invitation: 'Search invitations',
} as const

const Params = z.object({
  kind: z.enum(['person', 'agent', 'group', 'invitation']).catch('person'),
  search: Search,
  cursor: Cursor,
})

export default async function PeoplePage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('identity:read'))) return <Refused permission="identity:read" what="people and agents" />
  const { kind, ...page } = await readSearchParams(searchParams, Params)
  const input = kind === 'person' || kind === 'agent' ? { kind, ...page } : null
  if (input) void prefetch(trpc.identities.list.queryOptions(input))
  else if (kind === 'group') void prefetch(trpc.groups.list.queryOptions())
  else void prefetch(trpc.invitations.list.queryOptions())

  return (
    <Page
      title="People & agents"
      description="Who may sign in and connect, with which role, and in which groups."
      actions={(await may('identity:write')) && kind !== 'group' && <NewButtons kind={kind} />}
    >
      <LinkTabs param="kind" value={kind} options={TABS} label="Kinds" />
      <Toolbar>
        <SearchField label={SEARCH_WORDS[kind]} />
      </Toolbar>
      <HydrateClient>
        <Suspense key={`${kind} ${JSON.stringify(page)}`} fallback={<TableSkeleton />}>
          {input && <PeopleList input={input} />}
          {kind === 'group' && <GroupList search={page.search} />}
          {kind === 'invitation' && <InvitationList search={page.search} />}
        </Suspense>
      </HydrateClient>
    </Page>
  )
}

function NewButtons({ kind }: { readonly kind: 'person' | 'agent' | 'invitation' }) {
  if (kind === 'agent') {
    return (
      <Button asChild variant="primary">
        <Link href="/people/new?kind=agent">
          <Plus aria-hidden /> New agent
        </Link>
      </Button>
    )
  }
  return (
    <>
      <Button asChild>
        <Link href="/people/new">
          <Plus aria-hidden /> New person
        </Link>
      </Button>
      <Button asChild variant="primary">
        <Link href="/people/invite">
          <MailPlus aria-hidden /> Invite
        </Link>
      </Button>
    </>
  )
}
