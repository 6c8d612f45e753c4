'use client'

import type { CustomDetector, DataClass, DetectorClass, MaskOperator, MaskSettings } from '@sallyport/core'
import { useEffect, useState } from 'react'

/** A piece of a sample, and whether a detector found it. */
export interface Piece {
  readonly text: string
  readonly found: string | null
}

export interface Tried {
  readonly pieces: readonly Piece[]
  readonly masked: string
}

/** The gateway's own masking, in the browser: what is tried here is what will happen there. */
export interface Masking {
  problemOf(detector: CustomDetector): string | undefined
  find(sample: string, detectors: readonly DetectorClass[], custom: readonly CustomDetector[]): Tried
  mask(
    sample: string,
    mask: { operator: MaskOperator; dataClass: DataClass; settings: MaskSettings },
  ): string | null
}

/** Loaded when a form is open; null until then. */
export function useMasking(): Masking | null {
  const [masking, setMasking] = useState<Masking | null>(null)
  useEffect(() => {
    let isHere = true
    import('./masking-in-browser').then(
      ({ maskingInBrowser }) => isHere && setMasking(maskingInBrowser),
      () => undefined, // the form works without trying things out
    )
    return () => {
      isHere = false
    }
  }, [])
  return masking
}
