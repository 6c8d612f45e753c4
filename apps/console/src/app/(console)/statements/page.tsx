import { DATA_CLASSES, VERBS } from '@sallyport/core'
import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { z } from 'zod'
import { readSearchParams, type SearchParams } from '~/app/search-params'
import { ORIGIN_OPTIONS } from '~/features/people/origins'
import { Refused } from '~/features/shell/refused'
import { FoundList } from '~/features/statements/found-list'
import { ChoiceFilter, MoreFilters } from '~/features/statements/more-filters'
import { ReadersList } from '~/features/statements/readers-list'
import { SavedSearches } from '~/features/statements/saved-searches'
import { STATEMENT_FILTERS, StatementParams } from '~/features/statements/statement-params'
import { TextFilter } from '~/features/statements/text-filter'
import { found, HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Button } from '~/ui/button'
import { ClearFilters, DayRange, Filter, SearchField, Toolbar } from '~/ui/list-controls'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'
import { LinkTabs } from '~/ui/tabs'

export const metadata: Metadata = { title: 'Statements' }

const Params = StatementParams.extend({
  cursor: z.string().max(100).optional().catch(undefined),
  show: z.enum(['statements', 'who']).catch('statements'),
})

const TABS = [
  { value: 'statements', label: 'Statements' },
  { value: 'who', label: 'Who' },
] as const

const choices = (values: readonly string[]) => values.map((value) => ({ value, label: value }))
const EFFECTS = [
  { value: 'allow', label: 'Allowed' },
  { value: 'hold', label: 'Held' },
  { value: 'deny', label: 'Denied' },
]
const ACCESS = [
  { value: 'read', label: 'Read' },
  { value: 'fill', label: 'Filled' },
]
const MORE = STATEMENT_FILTERS.filter(
  (name) => !['search', 'identity', 'connection', 'effect', 'from', 'to'].includes(name),
)

export default async function StatementsPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('session:read'))) return <Refused permission="session:read" what="the statements" />
  const { show, cursor, ...filter } = await readSearchParams(searchParams, Params)
  const input = { ...filter, ...(cursor && { cursor }) }
  if (show === 'who') void prefetch(trpc.statements.readers.queryOptions(filter))
  else void prefetch(trpc.statements.search.queryOptions(input))
  const [identities, connections] = await Promise.all([identityOptions(), connectionOptions()])
  const isFiltered = Object.values(filter).some((value) => value !== undefined)

  return (
    <Page
      title="Statements"
      description="Everything that was asked of any target, by anybody: what it was about, what was decided, what came of it."
      actions={
        <>
          <SavedSearches />
          <Button asChild>
            <a href={`/api/statements/export?${queryOf(await searchParams)}`} download>
              <Download aria-hidden /> CSV
            </a>
          </Button>
        </>
      }
    >
      <Toolbar>
        <SearchField label="Search the text of statements" />
        {identities.length > 0 && <Filter param="identity" label="Anybody" options={identities} />}
        <Filter param="connection" label="Any connection" options={connections} />
        <Filter param="effect" label="Any decision" options={EFFECTS} />
        <DayRange />
        <MoreFilters params={MORE}>
          <TextFilter param="table" label="Table" placeholder="public.customers" />
          <TextFilter param="column" label="Column" placeholder="customers.email" />
          <ChoiceFilter param="access" label="Column or data was" options={ACCESS} />
          <ChoiceFilter param="dataClass" label="Data" options={choices(DATA_CLASSES)} />
          <ChoiceFilter param="verb" label="Does" options={choices(VERBS)} />
          <TextFilter param="function" label="Runs the function" placeholder="audit.purge" />
          <TextFilter param="rule" label="Decided by the rule" />
          <ChoiceFilter
            param="approval"
            label="Approval"
            options={choices(['pending', 'approved', 'rejected', 'expired', 'cancelled'])}
          />
          <TextFilter param="approver" label="Answered by" />
          <ChoiceFilter
            param="status"
            label="Ended"
            options={choices(['held', 'running', 'done', 'failed', 'refused'])}
          />
          <TextFilter param="error" label="Error" placeholder="23505, or 23 for its class" />
          <ChoiceFilter param="kind" label="By" options={choices(['person', 'agent'])} />
          <ChoiceFilter param="origin" label="Comes from" options={ORIGIN_OPTIONS} />
          <TextFilter param="minRows" label="Rows, at least" inputMode="numeric" />
          <TextFilter param="minBytes" label="Bytes, at least" inputMode="numeric" />
        </MoreFilters>
        <ClearFilters params={STATEMENT_FILTERS} />
      </Toolbar>
      <LinkTabs param="show" value={show} options={TABS} label="Results" />
      <HydrateClient>
        <Suspense key={JSON.stringify([show, input])} fallback={<TableSkeleton rows={8} />}>
          {show === 'who' ? (
            <ReadersList input={filter} />
          ) : (
            <FoundList input={input} isFiltered={isFiltered} />
          )}
        </Suspense>
      </HydrateClient>
    </Page>
  )
}

function queryOf(params: Readonly<Record<string, string | string[] | undefined>>): string {
  const query = new URLSearchParams()
  for (const name of STATEMENT_FILTERS) {
    const value = params[name]
    if (typeof value === 'string') query.set(name, value)
  }
  return query.toString()
}

async function identityOptions() {
  if (!(await may('identity:read'))) return []
  const { items } = await found(trpc.identities.list.queryOptions({}))
  return items.map(({ id, name }) => ({ value: id, label: name }))
}

async function connectionOptions() {
  const { items } = await found(trpc.connections.list.queryOptions({}))
  return items.map(({ name }) => ({ value: name, label: name }))
}
