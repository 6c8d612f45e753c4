'use client'

import type { Effect } from '@sallyport/core'
import { type KeyboardEvent, memo, type PointerEvent, useMemo, useRef } from 'react'
import { cn } from '~/ui/cn'
import { formatClock } from '~/ui/format'
import type { Replay } from './replay'

const SEEK_MS = 5_000
/** Marks closer than this share of the line are one mark. */
const RESOLUTION = 0.003
const COLOURS: Readonly<Record<Effect, string>> = { allow: 'bg-allow', hold: 'bg-hold', deny: 'bg-deny' }
const STRICTNESS: Readonly<Record<Effect, number>> = { allow: 0, hold: 1, deny: 2 }

interface Props {
  readonly replay: Replay
  /** Number of events: the replay itself grows in place. */
  readonly events: number
  readonly position: number
  readonly onSeek: (position: number) => void
}

/** The session from its start to its end, with a mark for each statement and a band for each hold. */
export function Timeline({ replay, events, position, onSeek }: Props) {
  const track = useRef<HTMLDivElement>(null)
  const { durationMs } = replay
  const share = durationMs > 0 ? position / durationMs : 0

  function seekTo({ clientX }: PointerEvent): void {
    const box = track.current?.getBoundingClientRect()
    if (box) onSeek(Math.max(0, Math.min(1, (clientX - box.left) / box.width)) * durationMs)
  }

  function onKeyDown(event: KeyboardEvent): void {
    const target = {
      ArrowLeft: position - SEEK_MS,
      ArrowRight: position + SEEK_MS,
      Home: 0,
      End: durationMs,
    }[event.key]
    if (target === undefined) return
    event.preventDefault()
    onSeek(target)
  }

  return (
    <div
      ref={track}
      role="slider"
      tabIndex={0}
      aria-label="Position"
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs / 1_000)}
      aria-valuenow={Math.round(position / 1_000)}
      aria-valuetext={`${formatClock(position)} of ${formatClock(durationMs)}`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        seekTo(event)
      }}
      onPointerMove={(event) => event.buttons === 1 && seekTo(event)}
      className="relative h-8 cursor-pointer touch-none rounded"
    >
      <div className="absolute inset-x-0 top-3.5 h-1 rounded-full bg-line" />
      <div
        className="absolute top-3.5 left-0 h-1 rounded-full bg-accent"
        style={{ width: `${share * 100}%` }}
      />
      <Marks replay={replay} events={events} />
      <div
        className="absolute top-2 -ml-2 size-4 rounded-full border-2 border-surface bg-accent shadow"
        style={{ left: `${share * 100}%` }}
      />
    </div>
  )
}

const Marks = memo(function Marks({ replay, events }: { readonly replay: Replay; readonly events: number }) {
  const marks = useMemo(() => marksOf(replay), [replay, events])
  return (
    <div aria-hidden>
      {marks.map(({ from, to, effect }) => (
        <span
          key={`${effect} ${from}`}
          className={cn(
            'absolute rounded-full',
            COLOURS[effect],
            to > from ? 'top-3.5 h-1 opacity-70' : 'top-2.5 h-3 w-0.5',
          )}
          style={{ left: `${from * 100}%`, ...(to > from && { width: `${(to - from) * 100}%` }) }}
        />
      ))}
    </div>
  )
})

interface Mark {
  readonly from: number
  readonly to: number
  readonly effect: Effect
}

function marksOf({ statements, startAt, durationMs }: Replay): readonly Mark[] {
  const shareOf = (at: number) => (durationMs > 0 ? (at - startAt) / durationMs : 0)
  const points = new Map<number, Mark>()
  const bands: Mark[] = []
  for (const { statement, approvals } of statements) {
    const { effect } = statement.decision
    const from = Math.round(shareOf(statement.at) / RESOLUTION) * RESOLUTION
    const present = points.get(from)
    if (!present || STRICTNESS[effect] > STRICTNESS[present.effect])
      points.set(from, { from, to: from, effect })
    const [first, ...rest] = approvals
    const last = rest.at(-1)
    if (first) bands.push({ from: shareOf(first.at), to: last ? shareOf(last.at) : 1, effect: 'hold' })
  }
  return [...bands, ...points.values()]
}
