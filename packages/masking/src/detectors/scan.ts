import { type DigitGroup, findDigitGroups } from './digit-groups'
import type { Span } from './span'

/** A text that detectors look at. */
export interface Scan {
  readonly bytes: Uint8Array
  /** Its runs of digits, found once for all detectors that ask. */
  readonly groups: readonly DigitGroup[]
}

/** Finds one class of data. Linear in the length of the text, whatever it holds. */
export type Detector = (scan: Scan) => readonly Span[]

export function scanOf(bytes: Uint8Array): Scan {
  let groups: readonly DigitGroup[] | undefined
  return {
    bytes,
    get groups() {
      groups ??= findDigitGroups(bytes)
      return groups
    },
  }
}
