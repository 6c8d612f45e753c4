'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { SquareTerminal } from 'lucide-react'
import { useSessionChanges } from '~/live/use-session-changes'
import { useTRPC } from '~/trpc/client'
import type { RouterInputs } from '~/trpc/types'
import { Badge, LiveBadge } from '~/ui/badge'
import { EmptyState } from '~/ui/empty-state'
import { formatCount } from '~/ui/format'
import { Pager } from '~/ui/list-controls'
import { Head, Row, RowLink, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'
import { VisibleText } from '~/ui/visible-text'
import { SessionDuration } from './session-duration'

interface Props {
  readonly input: RouterInputs['sessions']['list']
  readonly isFiltered: boolean
}

export function SessionList({ input, isFiltered }: Props) {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.sessions.list.queryOptions(input))
  useSessionChanges({ enabled: input.cursor === undefined })
  if (data.items.length === 0) return <NoSessions isFiltered={isFiltered} />
  return (
    <>
      <Table label="Sessions">
        <Head>
          <Th>Who</Th>
          <Th className="max-sm:hidden">Connection</Th>
          <Th>Started</Th>
          <Th className="max-md:hidden">Duration</Th>
          <Th className="text-right">Statements</Th>
          <Th className="text-right max-md:hidden">Rows</Th>
          <Th className="text-right max-lg:hidden">Masked</Th>
          <Th className="max-lg:hidden">From</Th>
        </Head>
        <tbody>
          {data.items.map((session) => (
            <Row key={session.id}>
              <Td>
                <span className="flex items-center gap-2">
                  <RowLink href={`/sessions/${session.id}`}>{session.identity.name}</RowLink>
                  {session.live && <LiveBadge />}
                  {session.identity.kind === 'agent' && (
                    <span className="max-sm:hidden">
                      <Badge>agent</Badge>
                    </span>
                  )}
                </span>
                <span className="text-muted sm:hidden">{session.connectionName}</span>
              </Td>
              <Td className="max-sm:hidden">{session.connectionName}</Td>
              <Td className="text-muted">
                <Time at={session.startedAt} />
              </Td>
              <Td className="text-muted max-md:hidden">
                <SessionDuration startedAt={session.startedAt} endedAt={session.endedAt} />
              </Td>
              <Td className="text-right">
                <span className="inline-flex flex-wrap items-center justify-end gap-1.5 tabular-nums">
                  {session.heldCount > 0 && <Badge tone="hold">{session.heldCount} held</Badge>}
                  {session.deniedCount > 0 && <Badge tone="deny">{session.deniedCount} denied</Badge>}
                  {formatCount(session.statementCount)}
                </span>
              </Td>
              <Td className="text-right text-muted tabular-nums max-md:hidden">
                {formatCount(session.rowCount)}
              </Td>
              <Td className="text-right tabular-nums max-lg:hidden">
                <span className={session.maskedCount > 0 ? 'text-masked' : 'text-faint'}>
                  {formatCount(session.maskedCount)}
                </span>
              </Td>
              <Td className="max-w-48 truncate text-muted max-lg:hidden">
                <code className="font-mono text-xs">{session.clientAddress}</code>{' '}
                <span className="text-faint">
                  <VisibleText>{session.clientApplication}</VisibleText>
                </span>
              </Td>
            </Row>
          ))}
        </tbody>
      </Table>
      <Pager next={data.nextCursor} />
    </>
  )
}

function NoSessions({ isFiltered }: { readonly isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState icon={SquareTerminal} title="No session matches">
      Search looks at who, the connection, the client and every statement. Take a filter away to see more.
    </EmptyState>
  ) : (
    <EmptyState icon={SquareTerminal} title="Nobody has connected yet">
      Sessions appear here by themselves. A connection’s page says how to connect, with psql or any other
      client.
    </EmptyState>
  )
}
