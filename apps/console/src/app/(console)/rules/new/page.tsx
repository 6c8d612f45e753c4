import type { Metadata } from 'next'
import { NEW_RULE } from '~/features/rules/rule-draft'
import { RuleForm } from '~/features/rules/rule-form'
import { Refused } from '~/features/shell/refused'
import { may } from '~/trpc/server'
import { Page } from '~/ui/page'

export const metadata: Metadata = { title: 'New rule' }

export default async function NewRulePage() {
  if (!(await may('rule:write'))) return <Refused permission="rule:write" what="the form for new rules" />
  return (
    <Page title="New rule" parent={{ href: '/rules', label: 'Rules' }}>
      <RuleForm initial={NEW_RULE} />
    </Page>
  )
}
