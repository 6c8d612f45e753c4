'use client'

import { useCallback } from 'react'
import { CopyButton } from '~/ui/copy-button'
import { useKeys } from '~/ui/use-keys'
import type { Signature } from './check-signature'
import { Controls } from './controls'
import { countUntil } from './count-until'
import type { Seal } from './recording-source'
import type { Replay, ReplayStatement } from './replay'
import { SealBadge } from './seal-badge'
import { StatementList } from './statement-list'
import { StatementView } from './statement-view'
import { Timeline } from './timeline'
import { usePlayback } from './use-playback'

const SEEK_MS = 5_000

interface Props {
  readonly replay: Replay
  /** Number of events: the replay itself grows in place. */
  readonly events: number
  readonly seal: Seal
  readonly signature: Signature | null
  readonly isLive: boolean
  readonly statementInUrl: number | null
  /** Milliseconds since the session's start. */
  readonly momentInUrl: number | null
}

/** The player proper: controls, time line, statements and what the client saw. */
export function Stage({ replay, events, seal, signature, isLive, statementInUrl, momentInUrl }: Props) {
  const { statements, times, startAt, durationMs } = replay
  const wanted = statements.find(({ statement }) => statement.statement === statementInUrl)
  const initialMs = momentInUrl ?? (wanted ? wanted.lastAt - startAt : null)
  const playback = usePlayback({ replay, isLive, initialMs })
  const { position, seek, pause } = playback

  const at = times[countUntil(times, startAt + position) - 1] ?? startAt
  const current = countUntil(statements, at, ({ statement }) => statement.at) - 1
  const shown = statements[current]

  const choose = useCallback(
    (entry: ReplayStatement) => {
      pause()
      // The end of it, so that its whole response is there; but not the next one, should that be at once.
      const next = replay.statements[replay.statements.indexOf(entry) + 1]
      const end = next ? Math.min(entry.lastAt, next.statement.at - 1) : entry.lastAt
      seek(Math.max(entry.statement.at, end) - replay.startAt)
      keepInUrl(entry.statement.statement)
    },
    [pause, seek, replay],
  )

  function go(by: 1 | -1): void {
    const entry = statements[Math.max(0, current + by)]
    if (entry) choose(entry)
  }

  useKeys({
    ' ': playback.toggle,
    ArrowLeft: () => seek(position - SEEK_MS),
    ArrowRight: () => seek(position + SEEK_MS),
    ArrowUp: () => go(-1),
    ArrowDown: () => go(1),
    k: () => go(-1),
    j: () => go(1),
  })

  return (
    <section aria-label="Player" className="flex min-w-0 flex-col gap-3">
      <div className="rounded-lg border bg-surface px-3 py-2">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Controls playback={playback} durationMs={durationMs} isLive={isLive} />
          <CopyButton label="Copy a link to this moment" text={() => linkTo(position)} />
          <span className="ml-auto">
            <SealBadge seal={seal} signature={signature} />
          </span>
        </div>
        <Timeline replay={replay} events={events} position={position} onSeek={seek} />
      </div>
      <div className="grid min-w-0 items-start gap-3 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <StatementList
          replay={replay}
          events={events}
          current={current}
          brokenAt={seal.state === 'broken' ? seal.event : Number.POSITIVE_INFINITY}
          onChoose={choose}
        />
        <div className="min-w-0 rounded-lg border bg-surface p-4">
          {shown ? (
            <StatementView
              key={shown.statement.statement}
              entry={shown}
              startAt={startAt}
              at={at}
              events={events}
            />
          ) : (
            <p className="py-8 text-center text-muted">
              {statements.length > 0
                ? 'The session has begun. Press play, or choose a statement.'
                : 'The session has begun; nothing was sent yet.'}
            </p>
          )}
        </div>
      </div>
      <p className="text-dense text-faint max-md:hidden">
        <kbd className="font-mono">Space</kbd> plays and pauses, <kbd className="font-mono">←</kbd>{' '}
        <kbd className="font-mono">→</kbd> go five seconds, <kbd className="font-mono">↑</kbd>{' '}
        <kbd className="font-mono">↓</kbd> go by statement
      </p>
    </section>
  )
}

/** A link to this page leads to the same statement; going through them makes no history. */
function keepInUrl(statement: number): void {
  const next = new URLSearchParams(window.location.search)
  next.set('statement', String(statement))
  next.delete('at')
  window.history.replaceState(null, '', `?${next}`)
}

/** Where this page shows the same moment. */
function linkTo(position: number): string {
  const url = new URL(window.location.href)
  url.searchParams.delete('statement')
  url.searchParams.set('at', String(Math.round(position)))
  return url.href
}
