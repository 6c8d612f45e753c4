'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { Cable, Plus } from 'lucide-react'
import Link from 'next/link'
import { useMay } from '~/features/me/use-me'
import { sayPlace } from '~/features/servers/server-draft'
import { useTRPC } from '~/trpc/client'
import type { RouterInputs } from '~/trpc/types'
import { Badge, LiveBadge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { EmptyState } from '~/ui/empty-state'
import { Pager } from '~/ui/list-controls'
import { Head, Row, RowLink, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'
import { DURABILITY_WORDS } from './durability-words'
import { TLS_WORDS } from './tls-words'

interface Props {
  readonly input: RouterInputs['connections']['list']
}

export function ConnectionList({ input }: Props) {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.connections.list.queryOptions(input))
  if (data.items.length === 0) return <NoConnections search={input.search} />
  return (
    <>
      <Table label="Connections">
        <Head>
          <Th>Name</Th>
          <Th>Target</Th>
          <Th className="max-md:hidden">Database</Th>
          <Th className="max-md:hidden">TLS</Th>
          <Th>Sessions</Th>
          <Th className="text-right max-sm:hidden">Changed</Th>
        </Head>
        <tbody>
          {data.items.map((connection) => (
            <Row key={connection.id}>
              <Td>
                <span className="flex items-center gap-2">
                  <RowLink href={`/connections/${connection.id}`}>{connection.name}</RowLink>
                  {connection.closedAt && <Badge tone="hold">closed</Badge>}
                </span>
              </Td>
              <Td className="font-mono text-xs break-all">
                {connection.server ? sayPlace(connection.server) : `${connection.host}:${connection.port}`}
              </Td>
              <Td className="font-mono text-xs max-md:hidden">
                {connection.server ? <Badge>MCP server</Badge> : connection.database}
              </Td>
              <Td className="max-md:hidden">
                {!connection.server && (
                  <Badge tone={connection.tlsMode === 'disable' ? 'hold' : 'neutral'}>
                    {TLS_WORDS[connection.tlsMode].short}
                  </Badge>
                )}
                {connection.durability === 'best-effort' && (
                  <Badge tone="hold" title={DURABILITY_WORDS[connection.durability].hint} className="ml-1">
                    {DURABILITY_WORDS[connection.durability].short}
                  </Badge>
                )}
              </Td>
              <Td>
                {connection.liveSessions > 0 ? (
                  <Link
                    href={`/sessions?connection=${encodeURIComponent(connection.name)}&live=1`}
                    className="relative"
                  >
                    <LiveBadge label={`${connection.liveSessions} live`} />
                  </Link>
                ) : (
                  <span className="text-faint">none live</span>
                )}
              </Td>
              <Td className="text-right text-faint max-sm:hidden">
                <Time at={connection.updatedAt} />
              </Td>
            </Row>
          ))}
        </tbody>
      </Table>
      <Pager next={data.nextCursor} />
    </>
  )
}

function NoConnections({ search }: { readonly search: string | undefined }) {
  const may = useMay()
  if (search) {
    return (
      <EmptyState icon={Cable} title={`No connection matches “${search}”`}>
        Search looks at the name, the host and the database.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={Cable}
      title="No connection is registered"
      action={
        may('connection:write') && (
          <Button asChild variant="primary">
            <Link href="/connections/new">
              <Plus aria-hidden /> Register a connection
            </Link>
          </Button>
        )
      }
    >
      A connection is a database, or an MCP server, that people and agents may use through the gateway. Its
      secrets stay sealed: clients never see them.
    </EmptyState>
  )
}
