'use client'

import { KeyRound } from 'lucide-react'
import { signIn } from 'next-auth/react'
import { useState } from 'react'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { signInError } from './sign-in-error'

interface Props {
  readonly next: string
  /** How the identity provider is called; null: none is configured. */
  readonly oidcName: string | null
  /** next-auth's error code of a sign-in that came back. */
  readonly error: string | null
}

export function SignInForm({ next, oidcName, error: initialError }: Props) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [error, setError] = useState(initialError)
  const [isBusy, setIsBusy] = useState(false)

  async function submit(): Promise<void> {
    setIsBusy(true)
    setError(null)
    try {
      const answer = await signIn('password', { email, password, redirect: false })
      if (answer?.ok && !answer.error) {
        // A full load: nothing of a former person's pages stays in memory.
        window.location.assign(next)
        return
      }
      setError(answer?.error ?? 'Default')
    } catch {
      setError('Unreachable')
    }
    setIsBusy(false)
  }

  return (
    <div className="flex flex-col gap-4 rounded-xl border bg-surface p-5 shadow-xs">
      {error && (
        <Callout tone="error" title={signInError(error)} announce>
          {error === 'CredentialsSignin' && 'Check both, or ask an admin to set a new password.'}
        </Callout>
      )}
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Field label="E-mail" required>
          <Input
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={({ target }) => setEmail(target.value)}
          />
        </Field>
        <Field label="Password" required>
          <Input
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
        </Field>
        <Button type="submit" variant="primary" busy={isBusy}>
          Sign in
        </Button>
      </form>
      {oidcName && (
        <>
          <div
            aria-hidden
            className="flex items-center gap-3 text-xs text-faint before:flex-1 before:border-t after:flex-1 after:border-t"
          >
            or
          </div>
          <Button disabled={isBusy} onClick={() => void signIn('oidc', { callbackUrl: next })}>
            <KeyRound aria-hidden /> Continue with {oidcName}
          </Button>
        </>
      )}
    </div>
  )
}
