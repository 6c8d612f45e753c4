import type { Metadata } from 'next'
import { Suspense } from 'react'
import { AddGateway } from '~/features/gateways/add-gateway'
import { GatewayList } from '~/features/gateways/gateway-list'
import { Refused } from '~/features/shell/refused'
import { services } from '~/server/services'
import { HydrateClient, may, prefetch, trpc } from '~/trpc/server'
import { Page } from '~/ui/page'
import { TableSkeleton } from '~/ui/table'

export const metadata: Metadata = { title: 'Gateways' }

export default async function GatewaysPage() {
  if (!(await may('gateway:read'))) return <Refused permission="gateway:read" what="the gateways" />
  void prefetch(trpc.gateways.list.queryOptions())
  return (
    <Page
      title="Gateways"
      description="The processes that hold the credentials and see every statement."
      actions={(await may('gateway:write')) && <AddGateway consoleUrl={services().settings.consoleUrl} />}
    >
      <HydrateClient>
        <Suspense fallback={<TableSkeleton rows={2} />}>
          <GatewayList />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
