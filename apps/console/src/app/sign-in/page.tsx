import { findAwaiting } from '@sallyport/api'
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { localPath } from '~/features/sign-in/local-path'
import { SecondFactorForm } from '~/features/sign-in/second-factor-form'
import { SignInForm } from '~/features/sign-in/sign-in-form'
import { oidcName } from '~/server/auth'
import { readConsoleSession } from '~/server/console-session'
import { services } from '~/server/services'
import { caller } from '~/trpc/server'
import { Logo } from '~/ui/logo'

export const metadata: Metadata = { title: 'Sign in' }

interface Props {
  readonly searchParams: Promise<{ readonly next?: string; readonly error?: string }>
}

export default async function SignInPage({ searchParams }: Props) {
  const { next, error } = await searchParams
  const target = localPath(next)
  if ((await caller())?.type === 'member') redirect(target)
  const awaiting = await whoAwaits()

  return (
    <main className="flex min-h-dvh items-center justify-center px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex flex-col items-center gap-2 text-center">
          <Logo className="size-10" />
          <h1 className="text-xl font-semibold tracking-tight">Sign in to Sallyport</h1>
          <p className="text-muted">
            {awaiting ? 'One more step.' : 'Approvals, sessions and rules of your databases.'}
          </p>
        </div>
        {awaiting ? (
          <SecondFactorForm next={target} name={awaiting} />
        ) : (
          <SignInForm next={target} oidcName={oidcName()} error={error ?? null} />
        )}
      </div>
    </main>
  )
}

/** The name of who has given the password, and not yet the code of their second factor. */
async function whoAwaits(): Promise<string | null> {
  const id = await readConsoleSession((await cookies()).getAll())
  const awaiting = id === null ? null : await findAwaiting(services().db, id)
  return awaiting?.identity.name ?? null
}
