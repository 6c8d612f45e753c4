'use client'

import { useMutation } from '@tanstack/react-query'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import type { RouterInputs, RouterOutputs } from '~/trpc/types'
import { Callout } from '~/ui/callout'
import { GrantCard } from './grant-card'

type Asked = Extract<RouterOutputs['oauth']['request'], { kind: 'asked' }>['asked']

interface Props {
  readonly asked: Asked
  readonly request: RouterInputs['oauth']['request']
  readonly me: string
  readonly email: string | null
}

/** A program's request, and the person's answer, which leads their browser back to the program. */
export function Consent({ asked, request, me, email }: Props) {
  const trpc = useTRPC()
  const answer = useMutation(
    trpc.oauth.answer.mutationOptions({ onSuccess: ({ to }) => window.location.assign(to) }),
  )
  const { client, scopes, redirectUri } = asked
  return (
    <GrantCard
      name={client.name}
      isOwn={client.isOwn}
      scopes={scopes}
      me={me}
      email={email}
      goesTo={placeOf(redirectUri)}
      busy={answer.isPending || answer.isSuccess}
      onAnswer={(allow) => answer.mutate({ request, allow })}
    >
      {answer.error && <Callout tone="error" title={messageOf(answer.error)} announce />}
      {answer.isSuccess && (
        <p className="text-dense text-muted">Going back to the program. You can close this page.</p>
      )}
    </GrantCard>
  )
}

function placeOf(redirectUri: string): string {
  const { protocol, host, hostname } = new URL(redirectUri)
  if (protocol === 'https:') return host
  if (protocol !== 'http:') return `the program on this machine that opens ${protocol}//`
  return `a program on this machine (${hostname})`
}
