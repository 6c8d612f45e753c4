'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { BellRing } from 'lucide-react'
import { useTRPC } from '~/trpc/client'
import { Badge } from '~/ui/badge'
import { EmptyState } from '~/ui/empty-state'
import { Head, Row, RowLink, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'
import { KIND_WORDS, placeOf } from './channel-words'
import { DeliveryStatusBadge } from './delivery-status'

/** Where people are told of requests, and how the last message went. */
export function ChannelList() {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(
    trpc.notifications.list.queryOptions(undefined, { refetchInterval: 10_000 }),
  )
  if (data.items.length === 0) {
    return (
      <EmptyState icon={BellRing} title="Nobody is told of requests outside of this console">
        Add a webhook, a chat or e-mail. Messages say who asks for what and lead here; they never answer.
      </EmptyState>
    )
  }
  return (
    <Table label="Channels">
      <Head>
        <Th>Name</Th>
        <Th className="max-sm:hidden">Where</Th>
        <Th>Last message</Th>
      </Head>
      <tbody>
        {data.items.map((channel) => (
          <Row key={channel.id}>
            <Td>
              <RowLink href={`/settings/notifications/${channel.id}`}>{channel.name}</RowLink>{' '}
              <Badge>{KIND_WORDS[channel.kind].label}</Badge> {!channel.enabled && <Badge>off</Badge>}
            </Td>
            <Td className="max-w-80 truncate text-muted max-sm:hidden">{placeOf(channel)}</Td>
            <Td>
              {channel.last ? (
                <span className="flex flex-wrap items-center gap-x-2">
                  <DeliveryStatusBadge status={channel.last.status} />
                  <Time at={channel.last.createdAt} className="text-faint" />
                </span>
              ) : (
                <span className="text-faint">none yet</span>
              )}
            </Td>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
