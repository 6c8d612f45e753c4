import type { Metadata } from 'next'
import { environment } from '~/env'
import { MappingForm } from '~/features/group-mapping/mapping-form'
import { Refused } from '~/features/shell/refused'
import { found, HydrateClient, may, trpc } from '~/trpc/server'
import { Fact, Facts } from '~/ui/facts'
import { Page, Section } from '~/ui/page'

export const metadata: Metadata = { title: 'Sign-in' }

export default async function SignInSettingsPage() {
  if (!(await may('settings:write'))) return <Refused permission="settings:write" what="how people sign in" />
  await Promise.all([found(trpc.groupMapping.get.queryOptions()), found(trpc.groups.list.queryOptions())])
  return (
    <Page
      title="Sign-in"
      parent={{ href: '/settings', label: 'Settings' }}
      description="Who proves who people are, and what becomes of what it says of them."
      width="narrow"
    >
      <Provider />
      <HydrateClient>
        <MappingForm />
      </HydrateClient>
    </Page>
  )
}

/** As the console's environment has it: it is changed there, and by nobody who is only signed in. */
function Provider() {
  const {
    SALLYPORT_CONSOLE_URL,
    SALLYPORT_OIDC_ISSUER,
    SALLYPORT_OIDC_CLIENT_ID,
    SALLYPORT_OIDC_NAME,
    SALLYPORT_OIDC_SCOPE,
  } = environment()
  return (
    <Section title="Identity provider" description="Set in the console’s environment">
      {SALLYPORT_OIDC_ISSUER ? (
        <Facts>
          <Fact label="Name">{SALLYPORT_OIDC_NAME}</Fact>
          <Fact label="Issuer">{SALLYPORT_OIDC_ISSUER}</Fact>
          <Fact label="Client">{SALLYPORT_OIDC_CLIENT_ID}</Fact>
          <Fact label="Scopes">{SALLYPORT_OIDC_SCOPE}</Fact>
          <Fact label="Redirect address">{`${SALLYPORT_CONSOLE_URL}/api/auth/callback/oidc`}</Fact>
        </Facts>
      ) : (
        <p className="text-dense text-muted">
          None: people sign in with a password. Set SALLYPORT_OIDC_ISSUER, SALLYPORT_OIDC_CLIENT_ID and
          SALLYPORT_OIDC_CLIENT_SECRET, and start the console again; its redirect address is{' '}
          {SALLYPORT_CONSOLE_URL}/api/auth/callback/oidc.
        </p>
      )}
    </Section>
  )
}
