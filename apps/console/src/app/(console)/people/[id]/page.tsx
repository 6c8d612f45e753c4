import Link from 'next/link'
import { Suspense } from 'react'
import { ConsoleSessions } from '~/features/account/console-sessions'
import { DisableIdentity } from '~/features/people/disable-identity'
import { IdentityForm } from '~/features/people/identity-form'
import { PasswordForm } from '~/features/people/password-form'
import { ResetFactor } from '~/features/second-factor/reset-factor'
import { Refused } from '~/features/shell/refused'
import { TokenList } from '~/features/tokens/token-list'
import { found, HydrateClient, may, prefetch, titleOf, trpc } from '~/trpc/server'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Page } from '~/ui/page'
import { CardSkeleton } from '~/ui/skeleton'
import { Time } from '~/ui/time'

interface Props {
  readonly params: Promise<{ readonly id: string }>
}

export async function generateMetadata({ params }: Props) {
  return titleOf(trpc.identities.get.queryOptions(await params), ({ name }) => name, 'Person or agent')
}

export default async function IdentityPage({ params }: Props) {
  if (!(await may('identity:read'))) return <Refused permission="identity:read" what="people and agents" />
  const { id } = await params
  const { name, kind, disabledAt, createdAt } = await found(trpc.identities.get.queryOptions({ id }))
  const canWrite = await may('identity:write')
  const isAgent = kind === 'agent'
  if (canWrite) void prefetch(trpc.tokens.list.queryOptions({ identityId: id }))
  if (canWrite && !isAgent) {
    void prefetch(trpc.consoleSessions.list.queryOptions({ identityId: id }))
    void prefetch(trpc.secondFactor.get.queryOptions({ identityId: id }))
  }

  return (
    <Page
      title={name}
      parent={{ href: isAgent ? '/people?kind=agent' : '/people', label: 'People & agents' }}
      description={
        <>
          {disabledAt && (
            <>
              <Badge tone="deny">disabled</Badge> since <Time at={disabledAt} /> ·{' '}
            </>
          )}
          Created <Time at={createdAt} />
        </>
      }
      actions={
        <HydrateClient>
          <Button asChild>
            <Link href={`/sessions?identity=${id}`}>Sessions</Link>
          </Button>
          {canWrite && <DisableIdentity id={id} />}
        </HydrateClient>
      }
      width="narrow"
    >
      <HydrateClient>
        <IdentityForm id={id} />
        {canWrite && (
          <Suspense fallback={<CardSkeleton />}>
            <TokenList identityId={id} canCreate={isAgent && !disabledAt} />
          </Suspense>
        )}
        {canWrite && !isAgent && (
          <Suspense fallback={<CardSkeleton />}>
            <ConsoleSessions identityId={id} />
          </Suspense>
        )}
        {canWrite && !isAgent && (
          <Suspense fallback={<CardSkeleton />}>
            <ResetFactor id={id} name={name} />
          </Suspense>
        )}
        {canWrite && !isAgent && <PasswordForm id={id} name={name} />}
      </HydrateClient>
    </Page>
  )
}
