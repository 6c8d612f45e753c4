import type { DigitGroup } from './digit-groups'
import type { Span } from './span'

/** A text that detectors look at. */
export interface Scan {
  readonly bytes: Uint8Array
  /** Its runs of digits, found once for all detectors; none when only detectors run that need none. */
  readonly groups: readonly DigitGroup[]
  /** Of these groups those that can be parts of a number. */
  readonly numbers: readonly DigitGroup[]
  /** What is in the text, in the words of take-stock.ts. */
  readonly stock: number
  /** What is known of the text from outside, in lower case: the name of its column. */
  readonly hint: string
}

/** Finds one class of data. Linear in the length of the text, whatever it holds. */
export type Detector = (scan: Scan) => readonly Span[]
