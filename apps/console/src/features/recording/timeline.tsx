'use client'

import type { Effect } from '@sallyport/core'
import { type KeyboardEvent, memo, useMemo } from 'react'
import { cn } from '~/ui/cn'
import { formatPosition } from '~/ui/format'
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
  const { durationMs } = replay
  const share = durationMs > 0 ? position / durationMs : 0

  function onKeyDown(event: KeyboardEvent): void {
    const by = { ArrowLeft: -SEEK_MS, ArrowRight: SEEK_MS }[event.key]
    if (by === undefined) return
    event.preventDefault()
    onSeek(position + by)
  }

  return (
    <div className="relative mx-2 h-8">
      <Density replay={replay} events={events} />
      <div className="absolute -inset-x-2 top-3.5 h-1 rounded-full bg-line" />
      <div
        className="absolute top-3.5 -left-2 h-1 rounded-full bg-accent"
        style={{ width: `calc(${share * 100}% + 0.5rem)` }}
      />
      <Marks replay={replay} events={events} />
      <input
        type="range"
        aria-label="Position"
        aria-valuetext={`${formatPosition(position, durationMs)} of ${formatPosition(durationMs, durationMs)}`}
        min={0}
        max={durationMs}
        step="any"
        value={position}
        onChange={({ target }) => onSeek(target.valueAsNumber)}
        onKeyDown={onKeyDown}
        className={RANGE}
      />
    </div>
  )
}

/** Only the browser's thumb is seen: the line under it is drawn with its marks. It reaches half a thumb beyond both ends. */
const RANGE =
  'absolute -inset-x-2 top-0 h-8 w-[calc(100%+1rem)] cursor-pointer appearance-none rounded bg-transparent [&::-moz-range-thumb]:size-4 [&::-moz-range-thumb]:rounded-full [&::-moz-range-thumb]:border-2 [&::-moz-range-thumb]:border-surface [&::-moz-range-thumb]:bg-accent [&::-webkit-slider-thumb]:size-4 [&::-webkit-slider-thumb]:appearance-none [&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:border-2 [&::-webkit-slider-thumb]:border-solid [&::-webkit-slider-thumb]:border-surface [&::-webkit-slider-thumb]:bg-accent'

const Marks = memo(function Marks({ replay, events }: { readonly replay: Replay; readonly events: number }) {
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the replay grows in place, and the count says so
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

/** How much happened when, as bars behind the line. */
const Density = memo(function Density(props: { readonly replay: Replay; readonly events: number }) {
  const { replay, events } = props
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the replay grows in place, and the count says so
  const bars = useMemo(() => densityOf(replay.times), [replay, events])
  return (
    <div aria-hidden className="absolute inset-0 flex items-end">
      {bars.map((height, index) => (
        <span key={index} className="flex-1 bg-line" style={{ height: `${height * 100}%` }} />
      ))}
    </div>
  )
})

const BARS = 120

/** Shares of the fullest of so many equal parts of the time; a lonely event is still seen beside ten thousand. */
export function densityOf(times: readonly number[]): readonly number[] {
  const counts: number[] = Array.from({ length: BARS }, () => 0)
  const start = times[0] ?? 0
  const duration = (times.at(-1) ?? 0) - start
  if (duration === 0) return counts
  for (const at of times) {
    const bar = Math.min(BARS - 1, Math.floor(((at - start) / duration) * BARS))
    counts[bar] = (counts[bar] ?? 0) + 1
  }
  const most = Math.log1p(counts.reduce((high, count) => Math.max(high, count), 0))
  return counts.map((count) => Math.log1p(count) / most)
}

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
