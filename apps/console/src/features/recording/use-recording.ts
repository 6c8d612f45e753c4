'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import { type Extent, RecordingSource, type SourceState } from './recording-source'
import type { Replay } from './replay'

interface Recording extends SourceState {
  /** Grows in place: what is read from it is new whenever the state is. */
  readonly replay: Replay
  readonly retry: () => void
}

/** The recording as far as it goes, followed while it grows. */
export function useRecording(id: string, { bytes, finalHead }: Extent): Recording {
  const [source] = useState(() => new RecordingSource(id))
  const state = useSyncExternalStore(source.subscribe, source.state, source.state)

  useEffect(() => {
    void source.load({ bytes, finalHead })
  }, [source, bytes, finalHead])

  return { ...state, replay: source.replay, retry: () => void source.load({ bytes, finalHead }) }
}
