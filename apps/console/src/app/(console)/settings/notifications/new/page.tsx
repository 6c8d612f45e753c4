import type { Metadata } from 'next'
import { z } from 'zod'
import { readSearchParams, type SearchParams } from '~/app/search-params'
import { ChannelForm } from '~/features/notifications/channel-form'
import { KIND_WORDS } from '~/features/notifications/channel-words'
import { Refused } from '~/features/shell/refused'
import { may } from '~/trpc/server'
import { Page, Section } from '~/ui/page'

export const metadata: Metadata = { title: 'New channel' }

const Params = z.object({ kind: z.enum(['webhook', 'slack', 'email']).catch('webhook') })

export default async function NewChannelPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('settings:write')))
    return <Refused permission="settings:write" what="the form for channels" />
  const { kind } = await readSearchParams(searchParams, Params)
  const { label, hint } = KIND_WORDS[kind]
  return (
    <Page
      title={`New channel: ${label}`}
      parent={{ href: '/settings/notifications', label: 'Notifications' }}
      width="narrow"
    >
      <Section title={label} description={hint}>
        <ChannelForm kind={kind} channel={null} />
      </Section>
    </Page>
  )
}
