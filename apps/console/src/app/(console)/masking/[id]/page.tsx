import type { Metadata } from 'next'
import { toDraft } from '~/features/masking/masking-draft'
import { MaskingForm } from '~/features/masking/masking-form'
import { RemoveMaskingRule } from '~/features/masking/remove-masking-rule'
import { Refused } from '~/features/shell/refused'
import { found, may, trpc } from '~/trpc/server'
import { Page } from '~/ui/page'
import { Time } from '~/ui/time'

export const metadata: Metadata = { title: 'Masking rule' }

interface Props {
  readonly params: Promise<{ readonly id: string }>
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
      <MaskingForm id={id} initial={toDraft(rule)} />
    </Page>
  )
}
