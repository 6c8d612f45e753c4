import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Suspense } from 'react'
import { BrowserNotifications } from '~/features/notifications/browser-notifications'
import { ChannelList } from '~/features/notifications/channel-list'
import { Refused } from '~/features/shell/refused'
import { HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Button } from '~/ui/button'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'

export const metadata: Metadata = { title: 'Notifications' }

export default async function NotificationsPage() {
  if (!(await may('notification:read')))
    return <Refused permission="notification:read" what="notifications" />
  void prefetch(trpc.notifications.list.queryOptions())
  return (
    <Page
      title="Notifications"
      description="Who is told when something waits for an answer. A message leads to the request; it never answers it."
      actions={
        (await may('settings:write')) && (
          <>
            {(['webhook', 'slack', 'email'] as const).map((kind) => (
              <Button key={kind} asChild>
                <Link href={`/settings/notifications/new?kind=${kind}`}>
                  <Plus aria-hidden /> {LABELS[kind]}
                </Link>
              </Button>
            ))}
          </>
        )
      }
    >
      <BrowserNotifications />
      <HydrateClient>
        <Suspense fallback={<TableSkeleton rows={3} />}>
          <ChannelList />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}

const LABELS = { webhook: 'Webhook', slack: 'Chat', email: 'E-mail' } as const
