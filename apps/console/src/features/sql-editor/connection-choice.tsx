'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { Cable } from 'lucide-react'
import Link from 'next/link'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import type { RouterInputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { EmptyState } from '~/ui/empty-state'
import { Pager } from '~/ui/list-controls'
import { Head, Row, RowLink, Table, Td, Th } from '~/ui/table'

/** Where SQL may be written. Whether anything is allowed there, rules say when it runs. */
export function ConnectionChoice({ input }: { readonly input: RouterInputs['connections']['list'] }) {
  const trpc = useTRPC()
  const may = useMay()
  const { data } = useSuspenseQuery(trpc.connections.list.queryOptions(input))
  if (data.items.length === 0) {
    return (
      <EmptyState
        icon={Cable}
        title={input.search ? `No connection matches “${input.search}”` : 'No connection is registered'}
        action={
          !input.search &&
          may('connection:write') && (
            <Button asChild variant="primary">
              <Link href="/connections/new">Register a connection</Link>
            </Button>
          )
        }
      >
        SQL runs at a connection. Whoever looks after databases registers them.
      </EmptyState>
    )
  }
  return (
    <>
      <Table label="Connections">
        <Head>
          <Th>Connection</Th>
          <Th>Database</Th>
        </Head>
        <tbody>
          {data.items.map(({ id, name, database, closedAt }) => (
            <Row key={id}>
              <Td>
                <span className="flex items-center gap-2">
                  <RowLink href={`/sql/${id}`}>{name}</RowLink>
                  {closedAt && <Badge tone="hold">closed</Badge>}
                </span>
              </Td>
              <Td className="font-mono text-xs">{database}</Td>
            </Row>
          ))}
        </tbody>
      </Table>
      <Pager next={data.nextCursor} />
    </>
  )
}
