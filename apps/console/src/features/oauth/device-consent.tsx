'use client'

import { skipToken, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { GrantCard } from './grant-card'

interface Props {
  /** As the link had it; the person compares it all the same. */
  readonly code: string
  readonly me: string
  readonly email: string | null
}

/** Signs a program in that shows a code because it has no browser. */
export function DeviceConsent({ code, me, email }: Props) {
  const trpc = useTRPC()
  const [typed, setTyped] = useState(code)
  const [entered, setEntered] = useState<string | null>(code || null)
  const device = useQuery(
    trpc.oauth.device.queryOptions(entered ? { userCode: entered } : skipToken, { retry: false }),
  )
  const answer = useMutation(trpc.oauth.answerDevice.mutationOptions())

  if (answer.isSuccess)
    return (
      <Callout
        tone="info"
        title={answer.variables.allow ? 'The program has access' : 'The program was refused'}
        announce
      >
        Go back to it. You can close this page.
      </Callout>
    )
  if (device.data && entered)
    return (
      <GrantCard
        name={device.data.name}
        isOwn
        scopes={device.data.scopes}
        me={me}
        email={email}
        goesTo={`whoever shows the code ${entered.toUpperCase()}`}
        busy={answer.isPending}
        onAnswer={(allow) => answer.mutate({ userCode: entered, allow })}
      >
        <Callout tone="warning" title="Did you start it yourself?">
          Compare the code with the one on your own screen. Somebody who sent you this link would get your
          access.
        </Callout>
        {answer.error && <Callout tone="error" title={messageOf(answer.error)} announce />}
      </GrantCard>
    )
  return (
    <form
      className="flex flex-col gap-4 rounded-xl border bg-surface p-5 shadow-xs"
      onSubmit={(event) => {
        event.preventDefault()
        setEntered(typed)
      }}
    >
      <h1 className="text-lg font-semibold tracking-tight">Sign a program in</h1>
      {device.error && <Callout tone="error" title={messageOf(device.error)} announce />}
      <Field label="Code" hint="The eight letters that the program shows" required>
        <Input
          name="code"
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="characters"
          required
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" busy={device.isFetching}>
        Continue
      </Button>
    </form>
  )
}
