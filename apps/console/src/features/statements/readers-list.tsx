'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { UserX } from 'lucide-react'
import Link from 'next/link'
import { useTRPC } from '~/trpc/client'
import type { RouterInputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { Callout } from '~/ui/callout'
import { EmptyState } from '~/ui/empty-state'
import { formatCount } from '~/ui/format'
import { Head, Row, RowLink, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'
import { useUrlState } from '~/ui/use-url-state'
import { VisibleText } from '~/ui/visible-text'

/** Everybody whose statements match: the answer to "who read this since when". */
export function ReadersList({ input }: { readonly input: RouterInputs['statements']['readers'] }) {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.statements.readers.queryOptions(input))
  const { href } = useUrlState()
  if (data.items.length === 0) {
    return (
      <EmptyState icon={UserX} title="Nobody">
        No statement matches, so there is nobody to name. Take a filter away to see more.
      </EmptyState>
    )
  }
  return (
    <>
      <Table label="Who">
        <Head>
          <Th>Who</Th>
          <Th className="text-right">Statements</Th>
          <Th className="text-right">Last</Th>
        </Head>
        <tbody>
          {data.items.map(({ id, name, kind, statements, isMore, lastAt, sessionId, number }) => (
            <Row key={id}>
              <Td>
                <span className="flex items-center gap-2">
                  <RowLink href={href({ identity: id, show: null })}>
                    <VisibleText>{name}</VisibleText>
                  </RowLink>
                  <Badge>{kind}</Badge>
                </span>
              </Td>
              <Td className="text-right tabular-nums">
                {isMore && 'at least '}
                {formatCount(statements)}
              </Td>
              <Td className="text-right whitespace-nowrap">
                <Link
                  href={`/sessions/${sessionId}?statement=${number}`}
                  prefetch={false}
                  className="relative text-accent hover:underline"
                >
                  <Time at={lastAt} />
                </Link>
              </Td>
            </Row>
          ))}
        </tbody>
      </Table>
      {!data.isWhole && (
        <Callout tone="warning" title="There are more">
          So many people match that not all are named. Narrow the search, by time for one.
        </Callout>
      )}
    </>
  )
}
