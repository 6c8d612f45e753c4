'use client'

import { Pause, Play, Radio } from 'lucide-react'
import { Button } from '~/ui/button'
import { Checkbox } from '~/ui/checkbox'
import { cn } from '~/ui/cn'
import { formatPosition } from '~/ui/format'
import { Select } from '~/ui/select'
import { type Playback, SPEEDS } from './use-playback'

const SPEED_OPTIONS = SPEEDS.map((speed) => ({ value: String(speed), label: `${speed}×` }))

interface Props {
  readonly playback: Playback
  readonly durationMs: number
  readonly isLive: boolean
}

export function Controls({ playback, durationMs, isLive }: Props) {
  const { position, isPlaying, isFollowing, speed, skipsIdle } = playback
  return (
    <>
      <Button
        variant="primary"
        size="icon"
        aria-label={isPlaying ? 'Pause' : 'Play'}
        onClick={playback.toggle}
      >
        {isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
      </Button>
      <span className="font-mono text-xs text-muted tabular-nums" data-testid="clock">
        {formatPosition(position, durationMs)} / {formatPosition(durationMs, durationMs)}
      </span>
      <Select
        aria-label="Speed"
        options={SPEED_OPTIONS}
        value={String(speed)}
        onChange={({ target }) => playback.setSpeed(Number(target.value))}
        className="w-20"
      />
      <Checkbox
        label="Skip idle time"
        checked={skipsIdle}
        onChange={({ target }) => playback.setSkipsIdle(target.checked)}
      />
      {isLive && (
        <Button
          size="sm"
          aria-pressed={isFollowing}
          onClick={playback.follow}
          className={cn(isFollowing && 'border-allow bg-allow-soft text-allow hover:bg-allow-soft')}
        >
          <Radio aria-hidden /> Live
        </Button>
      )}
    </>
  )
}
