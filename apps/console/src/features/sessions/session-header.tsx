'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { useMay } from '~/features/me/use-me'
import { ORIGIN_WORDS } from '~/features/people/origins'
import { useSessionChanges } from '~/live/use-session-changes'
import { useTRPC } from '~/trpc/client'
import { Badge, LiveBadge } from '~/ui/badge'
import { formatCount, formatSize, plural } from '~/ui/format'
import { Time } from '~/ui/time'
import { VisibleText } from '~/ui/visible-text'
import { SessionDuration } from './session-duration'

const LINK = 'font-medium text-accent hover:underline'

/** Who, where, when, from where, and how much. Follows a live session. */
export function SessionHeader({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const may = useMay()
  const { data: session } = useSuspenseQuery(trpc.sessions.get.queryOptions({ id }))
  useSessionChanges({ id, enabled: session.live })
  const { identity } = session

  return (
    <dl
      aria-label="Session"
      className="grid grid-cols-2 gap-x-6 gap-y-3 rounded-lg border bg-surface p-4 text-dense sm:grid-cols-3 lg:grid-cols-6"
    >
      <Cell label="Who">
        {may('identity:read') ? (
          <Link href={`/people/${identity.id}`} className={LINK}>
            {identity.name}
          </Link>
        ) : (
          identity.name
        )}{' '}
        <Badge>{identity.kind}</Badge>
        <span className="block text-xs text-faint">
          {session.onBehalfOf === null ? ORIGIN_WORDS[session.origin] : `for ${session.onBehalfOf}`}
        </span>
        {session.actors.length > 0 && (
          <span className="block truncate text-xs text-faint" title="Who else acted, the nearest first">
            through <VisibleText>{session.actors.join(', ')}</VisibleText>
          </span>
        )}
        {session.issuerName !== null && (
          <span className="block text-xs text-faint">as {session.issuerName} says</span>
        )}
      </Cell>
      <Cell label="Connection">
        {session.connectionId ? (
          <Link href={`/connections/${session.connectionId}`} className={LINK}>
            {session.connectionName}
          </Link>
        ) : (
          `${session.connectionName} (removed)`
        )}
        <span className="block text-xs text-faint">through {session.gatewayName}</span>
      </Cell>
      <Cell label="When">
        <Time at={session.startedAt} exactly />
        <span className="block text-xs text-faint">
          {session.live ? <LiveBadge /> : (session.endReason ?? 'ended')} ·{' '}
          <SessionDuration startedAt={session.startedAt} endedAt={session.endedAt} />
        </span>
      </Cell>
      <Cell label="Client">
        <code className="font-mono text-xs">{session.clientAddress}</code>
        {session.clientApplication && (
          <span className="block truncate text-xs text-faint" title="As it calls itself">
            <VisibleText>{session.clientApplication}</VisibleText>
          </span>
        )}
        {session.clientDriver !== '' && (
          <span className="block text-xs text-faint" title="Known from what it sends; anybody could send it">
            behaves like {session.clientDriver}
          </span>
        )}
        {session.purpose !== null && (
          <span className="block text-xs text-faint" title="What its token was given out for">
            to <VisibleText>{session.purpose}</VisibleText>
          </span>
        )}
      </Cell>
      <Cell label="Statements">
        <span className="tabular-nums">{formatCount(session.statementCount)}</span>
        <span className="mt-0.5 flex flex-wrap gap-1">
          {session.heldCount > 0 && <Badge tone="hold">{session.heldCount} held</Badge>}
          {session.deniedCount > 0 && <Badge tone="deny">{session.deniedCount} denied</Badge>}
        </span>
      </Cell>
      <Cell label="Seen">
        {plural(session.rowCount, 'row')}
        <span className="block text-xs text-faint">
          <span title="Every cell of a column that is masked counts, whether it held a value or not">
            {plural(session.maskedCount, 'value')} masked
          </span>
          <span className="block">{formatSize(session.recordingBytes)} recorded</span>
        </span>
      </Cell>
    </dl>
  )
}

function Cell({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="mb-0.5 text-xs text-faint">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  )
}
