'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { accessWords } from '~/features/approvals/access-words'
import { ApprovalStatusBadge } from '~/features/approvals/approval-status'
import { EndAccess } from '~/features/approvals/end-access'
import { useMay, useMe } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import type { RouterInputs, RouterOutputs } from '~/trpc/types'
import { Countdown } from '~/ui/countdown'
import { EmptyState } from '~/ui/empty-state'
import { Pager } from '~/ui/list-controls'
import { Head, Row, RowLink, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'

interface Props {
  readonly input: RouterInputs['access']['list']
}

/** Access that was asked for: what waits and what is in force, or what has ended. */
export function AccessList({ input }: Props) {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.access.list.queryOptions(input))
  if (data.items.length === 0) {
    return (
      <EmptyState
        icon={KeyRound}
        title={
          input.state === 'ended'
            ? 'No access has ended yet'
            : 'Nobody waits for access, and none is in force'
        }
      >
        Ask for it when rules refuse what you need: say what, for how long and why. Agents ask the same way.
      </EmptyState>
    )
  }
  return (
    <>
      <Table label="Access requests">
        <Head>
          <Th>Who</Th>
          <Th>What</Th>
          <Th>State</Th>
          <Th className="max-sm:hidden">Left</Th>
          <Th className="text-right max-md:hidden">Asked</Th>
          <Th>
            <span className="sr-only">End</span>
          </Th>
        </Head>
        <tbody>
          {data.items.map((item) => (
            <AccessRow key={item.id} item={item} />
          ))}
        </tbody>
      </Table>
      <Pager next={data.nextCursor} />
    </>
  )
}

function AccessRow({ item }: { readonly item: RouterOutputs['access']['list']['items'][number] }) {
  const me = useMe()
  const may = useMay()
  const { id, status, requesterId, requesterName, connectionName, expiresAt } = item
  const isOpen = status === 'pending' || status === 'approved'
  const mayEnd = requesterId === me.id || (status === 'approved' && may('access:revoke'))
  return (
    <Row>
      <Td>
        <RowLink href={`/approvals/${id}`}>{requesterName}</RowLink>
      </Td>
      <Td className="max-w-96">
        <span className="block font-medium">{connectionName}</span>
        <span className="block text-muted">{accessWords(item.access)}</span>
        <span className="block truncate text-faint">“{item.statedReason}”</span>
      </Td>
      <Td>
        <ApprovalStatusBadge {...item} kind="access" />
        {item.decidedByName && <span className="block text-xs text-faint">{item.decidedByName}</span>}
      </Td>
      <Td className="max-sm:hidden">{isOpen && <Countdown until={expiresAt} />}</Td>
      <Td className="text-right text-faint max-md:hidden">
        <Time at={item.requestedAt} />
      </Td>
      <Td className="text-right">
        {isOpen && mayEnd && (
          <EndAccess
            id={id}
            requesterName={requesterName}
            connectionName={connectionName}
            isGranted={status === 'approved'}
          />
        )}
      </Td>
    </Row>
  )
}
