'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { formatCount, formatSize, upperFirst } from '~/ui/format'
import { CardSkeleton } from '~/ui/skeleton'
import { useUrlState } from '~/ui/use-url-state'
import { ConnectionContext } from './connection-context'
import { Stage } from './stage'
import { useRecording } from './use-recording'
import { useSignature } from './use-signature'

/** Replays a session from its recording, which the browser fetches and checks itself. */
export function Player({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  // The session's header subscribes to its changes: the bytes here grow with it.
  const { data: session } = useSuspenseQuery(trpc.sessions.get.queryOptions({ id }))
  const { current } = useUrlState()
  const [hasBegun, setHasBegun] = useState(false)
  const { replay, seal, error, loadedBytes, wantedBytes, retry } = useRecording(id, {
    bytes: session.recordingBytes,
    finalHead: session.live ? null : session.chainHead,
  })

  const signature = useSignature(id, seal)

  if (error && loadedBytes === 0) {
    return (
      <Callout tone="error" title={error} announce>
        <Button size="sm" className="mt-2" onClick={retry}>
          Try again
        </Button>
      </Callout>
    )
  }
  const statementInUrl = Number(current.get('statement')) || null
  const momentInUrl = momentOf(current.get('at'))
  // A link leads to a moment or a statement: the player begins once that is there, or all that there is.
  const isThere =
    (statementInUrl === null && (momentInUrl === null || replay.durationMs >= momentInUrl)) ||
    loadedBytes >= wantedBytes ||
    replay.statements.some(({ statement }) => statement.statement === statementInUrl)
  if (!hasBegun && replay.times.length > 0 && (isThere || error)) setHasBegun(true)

  if (!hasBegun) {
    return session.recordingBytes === 0 ? (
      <Callout tone="info" title="Nothing is recorded yet">
        The recording begins with the first bytes that the gateway delivers.
      </Callout>
    ) : (
      <CardSkeleton lines={8} />
    )
  }

  return (
    <div className="flex min-w-0 flex-col gap-3">
      {seal.state === 'broken' && (
        <Callout
          tone="error"
          title={`This recording was changed: the chain is broken at event ${formatCount(seal.event + 1)}`}
        >
          {upperFirst(seal.reason)}. What comes before it is as it was recorded; what comes after it cannot be
          trusted.
        </Callout>
      )}
      {signature?.state === 'wrong' && (
        <Callout tone="error" title="This recording is not signed by this console">
          {upperFirst(signature.reason)}. Its events follow each other, but somebody may have written them
          anew.
        </Callout>
      )}
      {seal.state === 'unavailable' && (
        <Callout tone="warning" title="The chain was not verified">
          {seal.reason}
        </Callout>
      )}
      {replay.problem && (
        <Callout tone="warning" title="Not all responses can be shown">
          {replay.problem}
        </Callout>
      )}
      {error && (
        <Callout tone="error" title={error} announce>
          <Button size="sm" className="mt-2" onClick={retry}>
            Go on
          </Button>
        </Callout>
      )}
      <ConnectionContext value={session.connectionName}>
        <Stage
          key={id}
          replay={replay}
          events={replay.times.length}
          seal={seal}
          signature={signature}
          isLive={session.live}
          statementInUrl={statementInUrl}
          momentInUrl={momentInUrl}
        />
      </ConnectionContext>
      {loadedBytes < wantedBytes && !error && (
        <output className="text-dense text-faint">
          Loading {formatSize(loadedBytes)} of {formatSize(wantedBytes)} …
        </output>
      )}
    </div>
  )
}

/** Milliseconds since the session's start, as a link has them; null: none. */
function momentOf(text: string | null): number | null {
  return text !== null && /^\d{1,10}$/.test(text) ? Number(text) : null
}
