import type { DigitGroup } from './digit-groups'
import type { Span } from './span'
import type { Survey } from './survey'

/** A text that detectors look at. */
export interface Scan {
  readonly bytes: Uint8Array
  /** Where there is what could be found. */
  readonly survey: Survey
  /** Its runs of digits that can be parts of a number. */
  readonly numbers: readonly DigitGroup[]
  /** What is known of the text from outside, in lower case: the name of its column. */
  readonly hint: string
}

/** Adds what it finds of one class of data, in order. Linear in the length of the text, whatever it holds. */
export type Detector = (scan: Scan, found: Span[]) => void
