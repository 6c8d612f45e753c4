import { Suspense } from 'react'
import { z } from 'zod'
import { readSearchParams, type SearchParams } from '~/app/search-params'
import { Player } from '~/features/recording/player'
import { EndSession } from '~/features/sessions/end-session'
import { RecordingKeeping } from '~/features/sessions/recording-keeping'
import { SessionHeader } from '~/features/sessions/session-header'
import { STATEMENT_PAGES } from '~/features/sessions/statement-pages'
import { StatementTable } from '~/features/sessions/statement-table'
import { Refused } from '~/features/shell/refused'
import { found, HydrateClient, may, prefetchInfinite, titleOf, trpc } from '~/trpc/server'
import { Page } from '~/ui/page'
import { CardSkeleton } from '~/ui/skeleton'
import { TableSkeleton } from '~/ui/table'
import { LinkTabs } from '~/ui/tabs'

interface Props {
  readonly params: Promise<{ readonly id: string }>
  readonly searchParams: SearchParams
}

const TABS = [
  { value: 'replay', label: 'Replay' },
  { value: 'statements', label: 'Statements' },
] as const

export async function generateMetadata({ params }: Props) {
  return titleOf(
    trpc.sessions.get.queryOptions(await params),
    ({ identity, connectionName }) => `${identity.name} on ${connectionName}`,
    'Session',
  )
}

export default async function SessionPage({ params, searchParams }: Props) {
  if (!(await may('session:read'))) return <Refused permission="session:read" what="the sessions" />
  const { id } = await params
  const { identity, connectionName, recordingDeletedAt } = await found(trpc.sessions.get.queryOptions({ id }))
  const mayRead = await may('recording:read')
  const canReplay = mayRead && recordingDeletedAt === null
  const Params = z.object({ view: z.enum(['replay', 'statements']).catch('replay') })
  const view = canReplay ? (await readSearchParams(searchParams, Params)).view : 'statements'
  if (view === 'statements') {
    void prefetchInfinite(trpc.sessions.statements.infiniteQueryOptions({ id }, STATEMENT_PAGES))
  }

  return (
    <HydrateClient>
      <Page
        title={`${identity.name} on ${connectionName}`}
        parent={{ href: '/sessions', label: 'Sessions' }}
        actions={(await may('session:end')) && <EndSession id={id} />}
      >
        <SessionHeader id={id} />
        {mayRead && <RecordingKeeping id={id} />}
        {canReplay && <LinkTabs param="view" value={view} options={TABS} label="Views" />}
        {view === 'replay' ? (
          <Suspense fallback={<CardSkeleton lines={8} />}>
            <Player id={id} />
          </Suspense>
        ) : (
          <Suspense fallback={<TableSkeleton />}>
            <StatementTable id={id} />
          </Suspense>
        )}
      </Page>
    </HydrateClient>
  )
}
