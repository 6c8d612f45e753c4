'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { accessWords } from '~/features/approvals/access-words'
import { ApprovalStatusBadge } from '~/features/approvals/approval-status'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import type { RouterOutputs } from '~/trpc/types'
import { LiveBadge } from '~/ui/badge'
import { Callout } from '~/ui/callout'
import { SqlLine } from '~/ui/code'
import { Countdown } from '~/ui/countdown'
import { plural, upperFirst } from '~/ui/format'
import { Section } from '~/ui/page'
import { Time } from '~/ui/time'
import { Gateways } from './gateways'
import { Numbers } from './numbers'
import { Unusual } from './unusual'
import { VolumeChart } from './volume-chart'

type Overview = RouterOutputs['overview']['get']

export function OverviewPanels() {
  const trpc = useTRPC()
  const may = useMay()
  // Approvals refresh it by themselves; the rest may be a little old.
  const { data } = useSuspenseQuery(trpc.overview.get.queryOptions(undefined, { refetchInterval: 15_000 }))
  return (
    <>
      {data.recordingsFailure && (
        <Callout tone="error" title="Recordings cannot be put into their store" announce>
          {upperFirst(data.recordingsFailure.why)}, since <Time at={data.recordingsFailure.since} />. What is
          recorded waits in the console’s database, then with the gateways; when there is no room left, no
          statement runs. It goes on by itself when the store is back.
        </Callout>
      )}
      <Numbers overview={data} />
      {may('session:read-all') && (
        <div className="grid items-start gap-4 lg:grid-cols-3">
          <div className="lg:col-span-2">
            <VolumeChart />
          </div>
          <Unusual />
        </div>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          {may('approval:read') && <RecentApprovals items={data.recentApprovals} />}
          <Gateways items={data.gateways} isListed={may('gateway:read')} />
        </div>
        {may('session:read') && <RecentSessions items={data.recentSessions} />}
      </div>
    </>
  )
}

function RecentApprovals({ items }: { readonly items: Overview['recentApprovals'] }) {
  return (
    <Section title="Latest requests" actions={<More href="/approvals" />}>
      {items.length === 0 ? (
        <p className="text-dense text-muted">No statement has been held yet.</p>
      ) : (
        <ul className="-mx-2 flex flex-col">
          {items.map((item) => (
            <li key={item.id}>
              <Link
                href={`/approvals/${item.id}`}
                prefetch={false}
                className="flex items-center gap-3 rounded-md px-2 py-1.5 hover:bg-hover"
              >
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-dense">
                    <span className="font-medium">{item.requesterName}</span>{' '}
                    <span className="text-faint">
                      · {item.connectionName} · <Time at={item.requestedAt} />
                    </span>
                  </span>
                  {item.access ? (
                    <span className="block truncate text-dense text-muted">
                      Access: {accessWords(item.access)}
                    </span>
                  ) : (
                    <SqlLine text={item.statement} className="text-muted" />
                  )}
                </span>
                {item.status === 'pending' && <Countdown until={item.expiresAt} className="text-dense" />}
                <ApprovalStatusBadge {...item} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function RecentSessions({ items }: { readonly items: Overview['recentSessions'] }) {
  return (
    <Section title="Latest sessions" actions={<More href="/sessions" />}>
      {items.length === 0 ? (
        <p className="text-dense text-muted">Nobody has connected yet. A connection’s page says how.</p>
      ) : (
        <ul className="-mx-2 flex flex-col">
          {items.map((item) => (
            <li key={item.id}>
              <Link
                href={`/sessions/${item.id}`}
                prefetch={false}
                className="flex items-center gap-3 rounded-md px-2 py-1.5 hover:bg-hover"
              >
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-dense">
                    <span className="font-medium">{item.identity.name}</span>{' '}
                    <span className="text-faint">· {item.connectionName}</span>
                  </span>
                  <span className="block text-dense text-muted">
                    {plural(item.statementCount, 'statement')}
                    {item.heldCount > 0 && `, ${item.heldCount} held`}
                    {item.deniedCount > 0 && `, ${item.deniedCount} denied`}
                  </span>
                </span>
                {item.live ? <LiveBadge /> : <Time at={item.startedAt} className="text-dense text-faint" />}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function More({ href }: { readonly href: string }) {
  return (
    <Link href={href} className="text-dense font-medium text-accent hover:underline">
      All
    </Link>
  )
}
