import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ConsoleSessions } from '~/features/account/console-sessions'
import { GrantList } from '~/features/oauth/grant-list'
import { SecondFactor } from '~/features/second-factor/second-factor'
import { TokenList } from '~/features/tokens/token-list'
import { HydrateClient, may, prefetch, signedIn, trpc } from '~/trpc/server'
import { Fact, Facts } from '~/ui/facts'
import { joinWords } from '~/ui/format'
import { Page, Section } from '~/ui/page'
import { CardSkeleton } from '~/ui/skeleton'

export const metadata: Metadata = { title: 'Your account' }

export default async function AccountPage() {
  const me = await signedIn()
  const canCreate = await may('token:create')
  if (canCreate) {
    void prefetch(trpc.tokens.list.queryOptions({ identityId: me.id }))
    void prefetch(trpc.oauth.grants.queryOptions())
  }

  void prefetch(trpc.secondFactor.get.queryOptions({ identityId: me.id }))
  void prefetch(trpc.consoleSessions.list.queryOptions({ identityId: me.id }))

  return (
    <Page title="Your account" width="narrow">
      <Section title={me.name}>
        <Facts>
          <Fact label="E-mail">{me.email ?? 'none'}</Fact>
          <Fact label="Role">{me.role}</Fact>
          <Fact label="Groups">{joinWords(me.groups) || 'none'}</Fact>
          <Fact label="Organization">{me.organizationName}</Fact>
        </Facts>
      </Section>
      <HydrateClient>
        <Suspense fallback={<CardSkeleton />}>
          <SecondFactor identityId={me.id} />
        </Suspense>
      </HydrateClient>
      {canCreate && (
        <HydrateClient>
          <Suspense fallback={<CardSkeleton />}>
            <TokenList identityId={me.id} canCreate />
          </Suspense>
          <Suspense fallback={<CardSkeleton />}>
            <GrantList />
          </Suspense>
        </HydrateClient>
      )}
      <HydrateClient>
        <Suspense fallback={<CardSkeleton />}>
          <ConsoleSessions identityId={me.id} />
        </Suspense>
      </HydrateClient>
    </Page>
  )
}
