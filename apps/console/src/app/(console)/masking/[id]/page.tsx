import { toDraft } from '~/features/masking/masking-draft'
import { MaskingForm } from '~/features/masking/masking-form'
import { MaskingHistory } from '~/features/masking/masking-history'
import { RemoveMaskingRule } from '~/features/masking/remove-masking-rule'
import { Refused } from '~/features/shell/refused'
import { found, may, titleOf, trpc } from '~/trpc/server'
import { Page } from '~/ui/page'
import { Time } from '~/ui/time'

interface Props {
  readonly params: Promise<{ readonly id: string }>
}

export async function generateMetadata({ params }: Props) {
  return titleOf(trpc.maskingRules.get.queryOptions(await params), ({ name }) => name, 'Masking rule')
}

export default async function MaskingRulePage({ params }: Props) {
  if (!(await may('masking:read'))) return <Refused permission="masking:read" what="the masking rules" />
  const { id } = await params
  const rule = await found(trpc.maskingRules.get.queryOptions({ id }))

  return (
    <Page
      title={rule.name}
      parent={{ href: '/masking', label: 'Masking' }}
      description={
        <>
          Changed <Time at={rule.updatedAt} />
        </>
      }
      actions={(await may('masking:write')) && <RemoveMaskingRule id={id} name={rule.name} />}
      width="narrow"
    >
      {/* A rule that was rolled back fills the form anew. */}
      <MaskingForm key={rule.version} id={id} version={rule.version} initial={toDraft(rule)} />
      <MaskingHistory id={id} />
    </Page>
  )
}
