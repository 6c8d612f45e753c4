import type { Metadata } from 'next'
import { AccessSettingsForm } from '~/features/approval-settings/access-settings-form'
import { HoldLimitsForm } from '~/features/approval-settings/hold-limits-form'
import { FactorPolicyForm } from '~/features/second-factor/factor-policy-form'
import { Refused } from '~/features/shell/refused'
import { found, HydrateClient, may, trpc } from '~/trpc/server'
import { Page, Section } from '~/ui/page'

export const metadata: Metadata = { title: 'Approval settings' }

export default async function ApprovalSettingsPage() {
  if (!(await may('settings:write')))
    return <Refused permission="settings:write" what="the approval settings" />
  await Promise.all([
    found(trpc.access.settings.queryOptions()),
    found(trpc.approvals.holdLimits.queryOptions()),
    found(trpc.groups.list.queryOptions()),
    found(trpc.secondFactor.policy.queryOptions()),
  ])
  return (
    <Page
      title="Approval settings"
      parent={{ href: '/settings', label: 'Settings' }}
      description="What a rule does not say by itself. Requests that wait already keep what they were made under."
      width="narrow"
    >
      <HydrateClient>
        <Section
          title="Access requests"
          description="Who answers when somebody asks for more than rules allow, and for how long at most"
        >
          <AccessSettingsForm />
        </Section>
        <Section
          title="Statements that keep others waiting"
          description="How long they wait at most; a rule’s own time may be shorter"
        >
          <HoldLimitsForm />
        </Section>
        <Section title="Second factor" description="What approvers show besides being signed in">
          <FactorPolicyForm />
        </Section>
      </HydrateClient>
    </Page>
  )
}
