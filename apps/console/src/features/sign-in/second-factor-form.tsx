'use client'

import { signIn, signOut } from 'next-auth/react'
import { useState } from 'react'
import { CodeField } from '~/features/second-factor/code-field'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { signInError } from './sign-in-error'

interface Props {
  readonly next: string
  /** Who has given the password. */
  readonly name: string
}

/** The second step of a sign-in. */
export function SecondFactorForm({ next, name }: Props) {
  const [code, setCode] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)

  async function submit(): Promise<void> {
    setIsBusy(true)
    setError(null)
    try {
      const answer = await signIn('second-factor', { code, redirect: false })
      if (answer?.ok && !answer.error) {
        window.location.assign(next)
        return
      }
      setError(answer?.error === 'CredentialsSignin' ? 'Give the code.' : (answer?.error ?? 'Default'))
    } catch {
      setError('Unreachable')
    }
    setCode('')
    setIsBusy(false)
  }

  return (
    <div className="flex flex-col gap-4 rounded-xl border bg-surface p-5 shadow-xs">
      {error && <Callout tone="error" title={signInError(error)} announce />}
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <p className="text-muted">You are signing in as {name}.</p>
        <CodeField value={code} onChange={setCode} error={undefined} />
        <Button type="submit" variant="primary" busy={isBusy}>
          Sign in
        </Button>
      </form>
      <Button variant="ghost" onClick={() => void signOut({ callbackUrl: '/sign-in' })}>
        Sign in as somebody else
      </Button>
    </div>
  )
}
