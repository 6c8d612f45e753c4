import { Authorization } from '@sallyport/api'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Consent } from '~/features/oauth/consent'
import { OAuthPage } from '~/features/oauth/oauth-page'
import { found, HydrateClient, may, signedIn, trpc } from '~/trpc/server'
import { Callout } from '~/ui/callout'

export const metadata: Metadata = { title: 'Give access' }

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | readonly string[] | undefined>>>
}

/** The authorization endpoint: a program asks, and the person whose browser this is answers. */
export default async function AuthorizePage({ searchParams }: Props) {
  const me = await signedIn()
  const request = Authorization.safeParse(await searchParams)
  if (!request.success) return <Refused message="The program’s request cannot be read." />
  if (!(await may('token:create'))) return <Refused message="Your role has no tokens to give." />
  const read = await found(trpc.oauth.request.queryOptions(request.data))
  if (read.kind === 'refused') return <Refused message={read.message} />
  if (read.kind === 'redirect') redirect(read.to)
  return (
    <OAuthPage>
      <HydrateClient>
        <Consent asked={read.asked} request={request.data} me={me.name} email={me.email} />
      </HydrateClient>
    </OAuthPage>
  )
}

function Refused({ message }: { readonly message: string }) {
  return (
    <OAuthPage>
      <Callout tone="error" title="Nothing was given">
        {message} You can close this page.
      </Callout>
    </OAuthPage>
  )
}
