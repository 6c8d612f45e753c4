import { RemoveRule } from '~/features/rules/remove-rule'
import { toDraft } from '~/features/rules/rule-draft'
import { RuleForm } from '~/features/rules/rule-form'
import { Refused } from '~/features/shell/refused'
import { found, may, titleOf, trpc } from '~/trpc/server'
import { Page } from '~/ui/page'
import { Time } from '~/ui/time'

interface Props {
  readonly params: Promise<{ readonly id: string }>
}

export async function generateMetadata({ params }: Props) {
  return titleOf(trpc.rules.get.queryOptions(await params), ({ name }) => name, 'Rule')
}

export default async function RulePage({ params }: Props) {
  if (!(await may('rule:read'))) return <Refused permission="rule:read" what="the rules" />
  const { id } = await params
  const rule = await found(trpc.rules.get.queryOptions({ id }))

  return (
    <Page
      title={rule.name}
      parent={{ href: '/rules', label: 'Rules' }}
      description={
        <>
          Changed <Time at={rule.updatedAt} />
        </>
      }
      actions={(await may('rule:write')) && <RemoveRule id={id} name={rule.name} />}
    >
      {/* A rule that was rolled back fills the form anew. */}
      <RuleForm key={rule.version} id={id} version={rule.version} initial={toDraft(rule)} />
    </Page>
  )
}
