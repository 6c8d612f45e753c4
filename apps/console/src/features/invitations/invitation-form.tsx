'use client'

import { KeyRound } from 'lucide-react'
import { signIn } from 'next-auth/react'
import { useEffect, useState } from 'react'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { Fact, Facts } from '~/ui/facts'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Skeleton } from '~/ui/skeleton'
import { type Opened, sendCode } from './send-code'

/** Who is invited, and the password that lets them in. */
export function InvitationForm({ oidcName }: { readonly oidcName: string | null }) {
  const [opened, setOpened] = useState<Opened | null>(null)
  const [password, setPassword] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)

  useEffect(() => {
    let isShown = true
    void sendCode('open', {}).then((answer) => {
      if (!isShown) return
      if ('refused' in answer) setError(answer.refused)
      else setOpened(answer)
    })
    return () => {
      isShown = false
    }
  }, [])

  async function accept(): Promise<void> {
    setIsBusy(true)
    setError(null)
    const answer = await sendCode('accept', { password })
    if ('refused' in answer) {
      setError(answer.refused)
      setIsBusy(false)
      return
    }
    await signIn('password', { email: answer.email, password, redirect: false })
    window.location.replace('/') // the link is used: nothing is there to come back to
  }

  return (
    <div className="flex flex-col gap-4 rounded-xl border bg-surface p-5 shadow-xs">
      {error && (
        <Callout tone="error" title={error} announce>
          {!opened && 'Ask the person who invited you to send it again.'}
        </Callout>
      )}
      {!opened && !error && <Skeleton className="h-32" />}
      {opened && (
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            void accept()
          }}
        >
          <p className="text-muted">
            {opened.invitedByName} invites you to {opened.organizationName}. Choose a password to come in.
          </p>
          <Facts>
            <Fact label="Name">{opened.name}</Fact>
            <Fact label="E-mail">{opened.email}</Fact>
          </Facts>
          <input type="hidden" name="email" autoComplete="username" value={opened.email} readOnly />
          <Field label="Password" required hint="At least 10 characters">
            <Input
              type="password"
              name="password"
              autoComplete="new-password"
              minLength={10}
              required
              value={password}
              onChange={({ target }) => setPassword(target.value)}
            />
          </Field>
          <Button type="submit" variant="primary" busy={isBusy}>
            Accept the invitation
          </Button>
          {oidcName && (
            <Button disabled={isBusy} onClick={() => void signIn('oidc', { callbackUrl: '/' })}>
              <KeyRound aria-hidden /> Continue with {oidcName}
            </Button>
          )}
        </form>
      )}
    </div>
  )
}
