import type { Metadata } from 'next'
import { NEW_MASKING_RULE } from '~/features/masking/masking-draft'
import { MaskingForm } from '~/features/masking/masking-form'
import { Refused } from '~/features/shell/refused'
import { may } from '~/trpc/server'
import { Page } from '~/ui/page'

export const metadata: Metadata = { title: 'New masking rule' }

export default async function NewMaskingRulePage() {
  if (!(await may('masking:write')))
    return <Refused permission="masking:write" what="the form for masking rules" />
  return (
    <Page title="New masking rule" parent={{ href: '/masking', label: 'Masking' }} width="narrow">
      <MaskingForm initial={NEW_MASKING_RULE} />
    </Page>
  )
}
