import type { Metadata } from 'next'
import { DeviceConsent } from '~/features/oauth/device-consent'
import { OAuthPage } from '~/features/oauth/oauth-page'
import { signedIn } from '~/trpc/server'

export const metadata: Metadata = { title: 'Sign a program in' }

interface Props {
  readonly searchParams: Promise<{ readonly code?: string }>
}

/** Where a person enters the code that a program without a browser shows. */
export default async function DevicePage({ searchParams }: Props) {
  const me = await signedIn()
  const { code } = await searchParams
  return (
    <OAuthPage>
      <DeviceConsent code={typeof code === 'string' ? code : ''} me={me.name} email={me.email} />
    </OAuthPage>
  )
}
