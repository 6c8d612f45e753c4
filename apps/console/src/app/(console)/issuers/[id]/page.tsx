import { IssuerActions } from '~/features/issuers/issuer-actions'
import { toDraft } from '~/features/issuers/issuer-draft'
import { IssuerForm } from '~/features/issuers/issuer-form'
import { Refused } from '~/features/shell/refused'
import { found, may, titleOf, trpc } from '~/trpc/server'
import { Callout } from '~/ui/callout'
import { Page } from '~/ui/page'
import { Time } from '~/ui/time'

interface Props {
  readonly params: Promise<{ readonly id: string }>
}

export async function generateMetadata({ params }: Props) {
  return titleOf(trpc.issuers.get.queryOptions(await params), ({ name }) => name, 'Issuer')
}

export default async function IssuerPage({ params }: Props) {
  if (!(await may('identity:read'))) return <Refused permission="identity:read" what="the issuers" />
  const { id } = await params
  const issuer = await found(trpc.issuers.get.queryOptions({ id }))
  const { name, enabled, keysFrom, keys, keysFetchedAt, keysProblem, updatedAt } = issuer
  const canWrite = await may('identity:write')

  return (
    <Page
      title={name}
      parent={{ href: '/issuers', label: 'Issuers' }}
      description={
        <>
          {keys.length} {keys.length === 1 ? 'key' : 'keys'}
          {keysFetchedAt && (
            <>
              , fetched <Time at={keysFetchedAt} />
            </>
          )}
        </>
      }
      actions={
        canWrite && <IssuerActions id={id} name={name} enabled={enabled} canFetch={keysFrom !== 'pasted'} />
      }
      width="narrow"
    >
      {keysProblem && (
        <Callout tone="error" title="Its keys could not be fetched the last time">
          {keysProblem}
          {keys.length > 0 && '. Those that were fetched before still count.'}
        </Callout>
      )}
      {!enabled && <Callout tone="info" title="It is disabled: nobody gets in with a token of it" />}
      <IssuerForm key={updatedAt.getTime()} id={id} initial={toDraft(issuer)} />
    </Page>
  )
}
