'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { ChartColumn } from 'lucide-react'
import { useTRPC } from '~/trpc/client'
import { Badge } from '~/ui/badge'
import { EmptyState } from '~/ui/empty-state'
import { formatCount, formatDuration } from '~/ui/format'
import { Head, Row, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'

/** How each approver has answered: how often, how fast, and how often with a yes. */
export function ApproverTable({ days }: { readonly days: number }) {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.approvals.statistics.queryOptions({ days }))
  if (data.items.length === 0) {
    return (
      <EmptyState icon={ChartColumn} title="Nobody has answered a request in this time">
        Once people approve and reject, you see here how long they take and how often they say yes.
      </EmptyState>
    )
  }
  return (
    <Table label="Approvers">
      <Head>
        <Th>Approver</Th>
        <Th className="text-right">Answers</Th>
        <Th className="text-right">Approved</Th>
        <Th className="text-right" title="Half of the answers came faster">
          Median time
        </Th>
        <Th className="text-right max-sm:hidden" title="A tenth of the answers came faster">
          Fastest tenth
        </Th>
        <Th className="text-right max-md:hidden">Last</Th>
      </Head>
      <tbody>
        {data.items.map((item) => (
          <Row key={item.identityId}>
            <Td>
              <span className="font-medium">{item.name}</span>{' '}
              {item.isLikeRubberStamp && (
                <Badge tone="deny" title="Nearly always yes, faster than anybody reads">
                  like a rubber stamp
                </Badge>
              )}
            </Td>
            <Td className="text-right tabular-nums">{formatCount(item.answers)}</Td>
            <Td className="text-right tabular-nums">{Math.round(item.shareApproved * 100)} %</Td>
            <Td className="text-right tabular-nums">{formatDuration(item.medianSeconds * 1_000)}</Td>
            <Td className="text-right tabular-nums max-sm:hidden">
              {formatDuration(item.fastestTenthSeconds * 1_000)}
            </Td>
            <Td className="text-right text-faint max-md:hidden">
              <Time at={item.lastAt} />
            </Td>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
