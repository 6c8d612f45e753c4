import { DETECTOR_CLASSES } from '@sallyport/core'
import { detect } from '../detectors/detect'
import { compileDetection } from '../detectors/detection'
import { encodeText, REDACTED } from '../text'

/** Shorter than anything that a detector finds. */
export const LONGEST_UNSEARCHED = 2

const everything = compileDetection(DETECTOR_CLASSES)

/** Keeps the first characters of a longer text, unless a detector finds something even in these. */
export function maskEnd(text: string, keep: number): string {
  const characters = Array.from(text)
  if (characters.length <= keep) return REDACTED
  const kept = characters.slice(0, keep).join('')
  return keep > LONGEST_UNSEARCHED && detect(encodeText(kept), everything).length > 0 ? REDACTED : kept
}
