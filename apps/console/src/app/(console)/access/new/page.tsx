import type { Metadata } from 'next'
import { z } from 'zod'
import { readSearchParams, type SearchParams } from '~/app/search-params'
import { RequestAccessForm } from '~/features/access/request-access-form'
import { Refused } from '~/features/shell/refused'
import { found, HydrateClient, may, trpc } from '~/trpc/server'
import { Page, Section } from '~/ui/page'

export const metadata: Metadata = { title: 'Ask for access' }

const Params = z.object({
  connection: z.string().max(63).optional().catch(undefined),
  /** A column that is to be seen as it is. */
  unmasked: z.string().max(300).optional().catch(undefined),
})

export default async function NewAccessPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('access:request'))) return <Refused permission="access:request" what="access requests" />
  const { connection, unmasked } = await readSearchParams(searchParams, Params)
  await Promise.all([
    found(trpc.connections.list.queryOptions({})),
    found(trpc.access.settings.queryOptions()),
  ])
  return (
    <Page title="Ask for access" parent={{ href: '/access', label: 'Access requests' }} width="narrow">
      <Section title="What you need">
        <HydrateClient>
          <RequestAccessForm connection={connection} unmasked={unmasked} />
        </HydrateClient>
      </Section>
    </Page>
  )
}
