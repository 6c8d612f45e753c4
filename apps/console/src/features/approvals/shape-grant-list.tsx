'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Repeat } from 'lucide-react'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import type { RouterInputs, RouterOutputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Countdown } from '~/ui/countdown'
import { EmptyState } from '~/ui/empty-state'
import { Pager } from '~/ui/list-controls'
import { Head, Row, RowLink, Table, Td, Th } from '~/ui/table'
import { toast } from '~/ui/toast'
import { useNow } from '~/ui/use-now'
import { VisibleText } from '~/ui/visible-text'

interface Props {
  readonly input: RouterInputs['approvals']['shapeGrants']
}

/** Shapes that were approved for several times, with what is left of them. */
export function ShapeGrantList({ input }: Props) {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.approvals.shapeGrants.queryOptions(input))
  if (data.items.length === 0) {
    return (
      <EmptyState icon={Repeat} title="No shape is approved">
        With “Approve several…” whoever answers a request lets what differs only in its values run without
        asking again, so often and so long.
      </EmptyState>
    )
  }
  return (
    <>
      <Table label="Approved shapes">
        <Head>
          <Th>Who</Th>
          <Th>Shape</Th>
          <Th className="text-right">Used</Th>
          <Th>Left</Th>
          <Th className="max-md:hidden">Approved by</Th>
          <Th>
            <span className="sr-only">Take back</span>
          </Th>
        </Head>
        <tbody>
          {data.items.map((item) => (
            <GrantRow key={item.id} item={item} />
          ))}
        </tbody>
      </Table>
      <Pager next={data.nextCursor} />
    </>
  )
}

function GrantRow({ item }: { readonly item: RouterOutputs['approvals']['shapeGrants']['items'][number] }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const may = useMay()
  const now = useNow(1_000)
  const revoke = useMutation(
    trpc.approvals.revokeShapeGrant.mutationOptions({
      onSuccess: () => toast('Taken back: what has this shape asks again'),
      onError: (error) => toast(messageOf(error), 'error'),
      onSettled: () => queryClient.invalidateQueries(trpc.approvals.pathFilter()),
    }),
  )
  const isOver = item.used >= item.times || item.expiresAt.getTime() <= (now ?? 0)
  return (
    <Row>
      <Td>
        <RowLink href={`/approvals/${item.approvalId}`}>{item.requesterName}</RowLink>
        <span className="block text-faint">{item.connectionName}</span>
      </Td>
      <Td className="max-w-96">
        <code className="block truncate font-mono text-xs" title={item.shape}>
          <VisibleText>{item.shape}</VisibleText>
        </code>
        <span className="block truncate text-faint">{item.ruleName}</span>
      </Td>
      <Td className="text-right tabular-nums">
        {item.used} of {item.times}
      </Td>
      <Td>
        {item.revokedByName !== null ? (
          <Badge tone="deny">taken back by {item.revokedByName}</Badge>
        ) : isOver ? (
          <Badge>over</Badge>
        ) : (
          <Countdown until={item.expiresAt} />
        )}
      </Td>
      <Td className="max-md:hidden">{item.decidedByName}</Td>
      <Td className="text-right">
        {item.revokedByName === null && !isOver && may('approval:revoke-shape') && (
          <Button
            size="sm"
            className="relative"
            busy={revoke.isPending}
            onClick={() => revoke.mutate({ id: item.id })}
          >
            Take back
          </Button>
        )}
      </Td>
    </Row>
  )
}
