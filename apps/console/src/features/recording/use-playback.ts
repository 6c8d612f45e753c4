'use client'

import { useCallback, useEffect, useEffectEvent, useState } from 'react'
import { countUntil } from './count-until'
import type { Replay } from './replay'

export const SPEEDS = [0.5, 1, 2, 4, 8, 16] as const

/** Longer pauses are idle time, and are left before the next event comes. */
const IDLE_MS = 1_500
const LEAD_MS = 400

interface Options {
  readonly replay: Replay
  readonly isLive: boolean
  /** Where to begin; null: at the start, or at the end of a live session. */
  readonly initialMs: number | null
}

export type Playback = ReturnType<typeof usePlayback>

/** The player's clock. Positions are milliseconds since the session's start. */
export function usePlayback({ replay, isLive, initialMs }: Options) {
  const [positionMs, setPositionMs] = useState(initialMs ?? 0)
  const [isPlaying, setIsPlaying] = useState(false)
  const [isFollowing, setIsFollowing] = useState(isLive && initialMs === null)
  const [speed, setSpeed] = useState<number>(1)
  const [skipsIdle, setSkipsIdle] = useState(true)
  const { durationMs } = replay
  const position = isFollowing ? durationMs : Math.min(positionMs, durationMs)

  const advance = useEffectEvent((elapsedMs: number) => {
    const next = step(replay, position, elapsedMs * speed, skipsIdle)
    setPositionMs(next)
    if (next < durationMs) return
    setIsPlaying(false)
    if (isLive) setIsFollowing(true)
  })

  useEffect(() => {
    if (!isPlaying) return
    let last = performance.now()
    let frame = requestAnimationFrame(function tick(now) {
      advance(now - last)
      last = now
      frame = requestAnimationFrame(tick)
    })
    return () => cancelAnimationFrame(frame)
  }, [isPlaying])

  const pause = useCallback(() => setIsPlaying(false), [])
  const seek = useCallback(
    (toMs: number) => {
      setIsFollowing(false)
      setPositionMs(Math.max(0, Math.min(toMs, replay.durationMs)))
    },
    [replay],
  )

  function toggle(): void {
    if (isPlaying) {
      setIsPlaying(false)
      return
    }
    setPositionMs(position >= durationMs ? 0 : position)
    setIsFollowing(false)
    setIsPlaying(true)
  }

  return {
    position,
    isPlaying,
    isFollowing,
    speed,
    skipsIdle,
    seek,
    toggle,
    setSpeed,
    setSkipsIdle,
    pause,
    follow: () => {
      setIsPlaying(false)
      setIsFollowing(true)
    },
  }
}

/** Where the clock stands after some playing time. */
export function step(replay: Replay, position: number, playedMs: number, skipsIdle: boolean): number {
  const { times, startAt, durationMs } = replay
  const next = times[countUntil(times, startAt + position)]
  if (next === undefined) return durationMs
  const waitMs = next - startAt - position
  const from = skipsIdle && waitMs > IDLE_MS ? next - startAt - LEAD_MS : position
  return Math.min(from + playedMs, durationMs)
}
