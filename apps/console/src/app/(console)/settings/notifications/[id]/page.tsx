import { Suspense } from 'react'
import { z } from 'zod'
import { Cursor, readSearchParams, type SearchParams } from '~/app/search-params'
import { ChannelActions } from '~/features/notifications/channel-actions'
import { ChannelForm } from '~/features/notifications/channel-form'
import { KIND_WORDS, placeOf } from '~/features/notifications/channel-words'
import { DeliveryLog } from '~/features/notifications/delivery-log'
import { Refused } from '~/features/shell/refused'
import { found, HydrateClient, may, prefetch, titleOf, trpc } from '~/trpc/server'
import { Page, Section } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'

interface Props {
  readonly params: Promise<{ readonly id: string }>
  readonly searchParams: SearchParams
}

const Params = z.object({ cursor: Cursor })

export async function generateMetadata({ params }: Props) {
  return titleOf(trpc.notifications.get.queryOptions(await params), ({ name }) => name, 'Channel')
}

export default async function ChannelPage({ params, searchParams }: Props) {
  if (!(await may('notification:read')))
    return <Refused permission="notification:read" what="notifications" />
  const { id } = await params
  const { cursor } = await readSearchParams(searchParams, Params)
  const channel = await found(trpc.notifications.get.queryOptions({ id }))
  void prefetch(trpc.notifications.deliveries.queryOptions({ channelId: id, cursor }))
  const { label } = KIND_WORDS[channel.kind]
  const mayWrite = await may('settings:write')
  return (
    <Page
      title={channel.name}
      parent={{ href: '/settings/notifications', label: 'Notifications' }}
      description={`${label}: ${placeOf(channel)}`}
      actions={mayWrite && <ChannelActions channel={channel} />}
      width="narrow"
    >
      <HydrateClient>
        <Suspense fallback={<TableSkeleton rows={3} />}>
          <DeliveryLog channelId={id} cursor={cursor} />
        </Suspense>
        {mayWrite && (
          <Section title="Channel">
            <ChannelForm kind={channel.kind} channel={channel} />
          </Section>
        )}
      </HydrateClient>
    </Page>
  )
}
