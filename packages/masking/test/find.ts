import type { DetectorClass } from '@sallyport/core'
import { compileDetection, detect } from '../src/index'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** The parts of a text that one detector finds. */
export function find(text: string, name: DetectorClass): string[] {
  const bytes = encoder.encode(text)
  return detect(bytes, compileDetection([name])).map(({ start, end }) =>
    decoder.decode(bytes.subarray(start, end)),
  )
}
