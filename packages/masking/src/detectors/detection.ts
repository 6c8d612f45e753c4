import type { CustomDetector, DetectorClass } from '@sallyport/core'
import { type CompiledDetector, compileDetector } from './custom/compile-detector'
import { ESCAPED, NEEDS } from './survey'

/** The detectors that look at a client's values, made once per version of the policy. */
export interface Detection {
  readonly detectors: readonly DetectorClass[]
  readonly custom: readonly CompiledDetector[]
  readonly isEmpty: boolean
  /** What a text must have, in the words of survey.ts, for one of the detectors to look at it. */
  readonly needs: number
}

/** Throws when a detector of one's own cannot be compiled: what it should have found would pass. */
export function compileDetection(
  detectors: readonly DetectorClass[],
  custom: readonly CustomDetector[] = [],
): Detection {
  return {
    detectors: [...new Set(detectors)],
    custom: custom.map(compileDetector),
    needs: detectors.reduce((needs, name) => needs | NEEDS[name], ESCAPED),
    isEmpty: detectors.length + custom.length === 0,
  }
}

export const NO_DETECTION = compileDetection([])
