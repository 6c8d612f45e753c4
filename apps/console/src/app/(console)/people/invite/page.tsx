import type { Metadata } from 'next'
import { InviteForm } from '~/features/invitations/invite-form'
import { Refused } from '~/features/shell/refused'
import { may } from '~/trpc/server'
import { Page, Section } from '~/ui/page'

export const metadata: Metadata = { title: 'Invite a person' }

export default async function InvitePage() {
  if (!(await may('identity:write'))) return <Refused permission="identity:write" what="invitations" />
  return (
    <Page
      title="Invite a person"
      parent={{ href: '/people?kind=invitation', label: 'Invitations' }}
      description="They get a link that is good once, for three days, and choose a password of their own."
      width="narrow"
    >
      <Section title="Invitation">
        <InviteForm />
      </Section>
    </Page>
  )
}
