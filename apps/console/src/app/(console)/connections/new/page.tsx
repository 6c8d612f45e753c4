import type { Metadata } from 'next'
import { NEW_CONNECTION } from '~/features/connections/connection-draft'
import { ConnectionForm } from '~/features/connections/connection-form'
import { Refused } from '~/features/shell/refused'
import { may } from '~/trpc/server'
import { Page, Section } from '~/ui/page'

export const metadata: Metadata = { title: 'New connection' }

export default async function NewConnectionPage() {
  if (!(await may('connection:write'))) {
    return <Refused permission="connection:write" what="the form for new connections" />
  }
  return (
    <Page
      title="New connection"
      description="A PostgreSQL server that the gateway can reach."
      parent={{ href: '/connections', label: 'Connections' }}
      width="narrow"
    >
      <Section title="Target">
        <ConnectionForm initial={NEW_CONNECTION} />
      </Section>
    </Page>
  )
}
