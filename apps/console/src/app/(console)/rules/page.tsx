import { EFFECTS } from '@sallyport/core'
import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Suspense } from 'react'
import { z } from 'zod'
import { readSearchParams, Search, type SearchParams } from '~/app/search-params'
import { RemovedRules } from '~/features/rules/removed-rules'
import { RuleList } from '~/features/rules/rule-list'
import { Refused } from '~/features/shell/refused'
import { HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Button } from '~/ui/button'
import { Filter, SearchField, Toolbar } from '~/ui/list-controls'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'

export const metadata: Metadata = { title: 'Rules' }

const Params = z.object({ search: Search, effect: z.enum(EFFECTS).optional().catch(undefined) })

const EFFECT_OPTIONS = [
  { value: 'allow', label: 'Allow' },
  { value: 'hold', label: 'Hold' },
  { value: 'deny', label: 'Deny' },
]

export default async function RulesPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('rule:read'))) return <Refused permission="rule:read" what="the rules" />
  const { search, effect } = await readSearchParams(searchParams, Params)
  void prefetch(trpc.rules.list.queryOptions())

  return (
    <Page
      title="Rules"
      description="Who may do what, where. What no rule allows is refused; of several that apply the strictest decides."
      actions={
        (await may('rule:write')) && (
          <>
            <Button asChild>
              <Link href="/rules/packs">Starter packs</Link>
            </Button>
            <Button asChild variant="primary">
              <Link href="/rules/new">
                <Plus aria-hidden /> New rule
              </Link>
            </Button>
          </>
        )
      }
    >
      <Toolbar>
        <SearchField label="Search rules" />
        <Filter param="effect" label="Any effect" options={EFFECT_OPTIONS} />
      </Toolbar>
      <HydrateClient>
        <Suspense fallback={<TableSkeleton rows={5} />}>
          <RuleList search={search} effect={effect} />
          <RemovedRules />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
