import type { CustomDetector, DetectorClass } from '@sallyport/core'
import { type CompiledDetector, compileDetector } from './custom/compile-detector'

/** The detectors that look at a client's values, made once per version of the policy. */
export interface Detection {
  readonly detectors: readonly DetectorClass[]
  readonly custom: readonly CompiledDetector[]
  readonly isEmpty: boolean
}

/** Throws when a detector of one's own cannot be compiled: what it should have found would pass. */
export function compileDetection(
  detectors: readonly DetectorClass[],
  custom: readonly CustomDetector[] = [],
): Detection {
  return {
    detectors: [...new Set(detectors)],
    custom: custom.map(compileDetector),
    isEmpty: detectors.length + custom.length === 0,
  }
}

export const NO_DETECTION = compileDetection([])
