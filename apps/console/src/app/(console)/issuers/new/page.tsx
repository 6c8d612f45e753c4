import type { Metadata } from 'next'
import { TEMPLATES } from '~/features/issuers/issuer-draft'
import { IssuerForm } from '~/features/issuers/issuer-form'
import { Refused } from '~/features/shell/refused'
import { may } from '~/trpc/server'
import { Page } from '~/ui/page'

export const metadata: Metadata = { title: 'Register issuer' }

export default async function NewIssuerPage() {
  if (!(await may('identity:write')))
    return <Refused permission="identity:write" what="the form for issuers" />
  const [first] = TEMPLATES
  return (
    <Page title="Register issuer" parent={{ href: '/issuers', label: 'Issuers' }} width="narrow">
      {first && <IssuerForm initial={first.draft} />}
    </Page>
  )
}
