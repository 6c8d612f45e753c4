'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Section } from '~/ui/page'
import { Time } from '~/ui/time'
import { toast } from '~/ui/toast'
import { VisibleText } from '~/ui/visible-text'
import { describeBrowser } from './describe-browser'

/** Where somebody is signed in to the console; each can be ended from here. */
export function ConsoleSessions({ identityId }: { readonly identityId: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { data } = useSuspenseQuery(trpc.consoleSessions.list.queryOptions({ identityId }))
  const end = useMutation(
    trpc.consoleSessions.end.mutationOptions({
      onSuccess: () => toast('Signed out there'),
      onError: (error) => toast(messageOf(error), 'error'),
      onSettled: () => queryClient.invalidateQueries(trpc.consoleSessions.pathFilter()),
    }),
  )
  return (
    <Section title="Sign-ins" description="Browsers in which the console is open">
      {data.items.length === 0 && <p className="text-dense text-muted">Nowhere at the moment.</p>}
      <ul className="divide-y">
        {data.items.map(({ id, isThis, method, address, userAgent, createdAt, lastSeenAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 first:pt-0 last:pb-0">
            <span className="min-w-0 flex-1 basis-52">
              <span className="flex items-center gap-2 font-medium" title={userAgent}>
                {describeBrowser(userAgent)}
                {isThis && <Badge tone="accent">this one</Badge>}
              </span>
              <span className="block text-dense text-faint">
                <VisibleText>{address || 'unknown address'}</VisibleText> ·{' '}
                {method === 'oidc' ? 'single sign-on' : 'password'} · since <Time at={createdAt} />
                {lastSeenAt && (
                  <>
                    {' '}
                    · seen <Time at={lastSeenAt} />
                  </>
                )}
              </span>
            </span>
            {!isThis && (
              <Button
                size="sm"
                variant="danger-ghost"
                aria-label={`End the sign-in of ${describeBrowser(userAgent)}`}
                busy={end.isPending && end.variables.id === id}
                onClick={() => end.mutate({ id })}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
