import type { Metadata } from 'next'
import { InvitationForm } from '~/features/invitations/invitation-form'
import { oidcName } from '~/server/auth'
import { Logo } from '~/ui/logo'

export const metadata: Metadata = { title: 'Invitation', referrer: 'no-referrer' }

/** Where an invitation's link leads. The code is behind the `#`, which only the browser knows. */
export default function InvitationPage() {
  return (
    <main className="flex min-h-dvh items-center justify-center px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex flex-col items-center gap-2 text-center">
          <Logo className="size-10" />
          <h1 className="text-xl font-semibold tracking-tight">Welcome to Sallyport</h1>
        </div>
        <InvitationForm oidcName={oidcName()} />
      </div>
    </main>
  )
}
