'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import Link from 'next/link'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { plural } from '~/ui/format'
import { Pager } from '~/ui/list-controls'
import { Section } from '~/ui/page'
import { Head, Row, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'
import { toast } from '~/ui/toast'
import { DeliveryStatusBadge } from './delivery-status'

interface Props {
  readonly channelId: string
  readonly cursor: string | undefined
}

/** Every message to a channel and what became of it, with a button that sends a test. */
export function DeliveryLog({ channelId, cursor }: Props) {
  const trpc = useTRPC()
  const may = useMay()
  const queryClient = useQueryClient()
  const { data } = useSuspenseQuery(
    trpc.notifications.deliveries.queryOptions({ channelId, cursor }, { refetchInterval: 2_000 }),
  )
  const onSettled = () => queryClient.invalidateQueries(trpc.notifications.pathFilter())
  const onError = (error: unknown) => toast(messageOf(error), 'error')
  const test = useMutation(
    trpc.notifications.test.mutationOptions({
      onSuccess: () => toast('A test is under way'),
      onError,
      onSettled,
    }),
  )
  const again = useMutation(trpc.notifications.sendAgain.mutationOptions({ onError, onSettled }))
  return (
    <Section
      title="Messages"
      description="The newest first; what is not taken is sent again, eight times within nine hours"
      actions={
        may('settings:write') && (
          <Button busy={test.isPending} onClick={() => test.mutate({ id: channelId })}>
            <Send aria-hidden /> Send a test
          </Button>
        )
      }
    >
      {data.items.length === 0 ? (
        <p className="text-dense text-muted">
          No message has been sent yet. Send a test to see that it arrives.
        </p>
      ) : (
        <Table label="Messages">
          <Head>
            <Th>About</Th>
            <Th>State</Th>
            <Th className="max-sm:hidden">What came of it</Th>
            <Th className="text-right">When</Th>
          </Head>
          <tbody>
            {data.items.map((item) => (
              <Row key={item.id}>
                <Td>
                  {item.approvalId ? (
                    <Link href={`/approvals/${item.approvalId}`} className="font-medium hover:underline">
                      {item.event}
                    </Link>
                  ) : (
                    item.event
                  )}
                </Td>
                <Td>
                  <DeliveryStatusBadge status={item.status} />
                  {item.status === 'failed' && may('settings:write') && (
                    <Button
                      size="sm"
                      variant="ghost"
                      busy={again.isPending && again.variables.id === item.id}
                      onClick={() => again.mutate({ id: item.id })}
                    >
                      Send again
                    </Button>
                  )}
                </Td>
                <Td className="max-w-72 text-muted max-sm:hidden">
                  {item.outcome}
                  {item.attempts > 1 && ` (${plural(item.attempts, 'attempt')})`}
                </Td>
                <Td className="text-right text-faint">
                  <Time at={item.createdAt} />
                </Td>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
      <Pager next={data.nextCursor} />
    </Section>
  )
}
