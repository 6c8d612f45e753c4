import { compileDetection, compileDetector, detect, maskCell, maskText } from '@sallyport/masking'
import type { Masking, Piece } from './use-masking'
import { DETECTOR_WORDS } from './words'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const TEXT = { typeOid: 25, typeModifier: -1, format: 0 } as const
/** Not the organisation's: hashes and tokens here only show what they look like. */
const KEY = encoder.encode('a key for trying things out')

export const maskingInBrowser: Masking = {
  problemOf(detector) {
    if (detector.kind === 'pattern' && detector.pattern === '') return undefined
    try {
      compileDetector(detector)
      return undefined
    } catch (error) {
      return error instanceof Error
        ? error.message.replace(/^The detector ".*" cannot be used: /, '')
        : 'It cannot be read'
    }
  },
  find(sample, detectors, custom) {
    const detection = compileDetection(detectors, custom.filter(isWhole))
    const bytes = encoder.encode(sample)
    const pieces: Piece[] = []
    let from = 0
    for (const { start, end, dataClass } of detect(bytes, detection)) {
      const words: Readonly<Record<string, string>> = DETECTOR_WORDS
      pieces.push({ text: decoder.decode(bytes.subarray(from, start)), found: null })
      pieces.push({ text: decoder.decode(bytes.subarray(start, end)), found: words[dataClass] ?? 'Your own' })
      from = end
    }
    pieces.push({ text: decoder.decode(bytes.subarray(from)), found: null })
    return { pieces: pieces.filter(({ text }) => text !== ''), masked: maskText(sample, detection) }
  },
  mask(sample, mask) {
    const masked = maskCell(encoder.encode(sample), TEXT, mask, KEY)
    return masked && decoder.decode(masked)
  },
}

/** Half-written ones are left out until they can be compiled. */
function isWhole(detector: Parameters<Masking['problemOf']>[0]): boolean {
  const isWritten =
    detector.kind === 'pattern' ? detector.pattern !== '' : detector.words.some((word) => word.trim() !== '')
  return isWritten && maskingInBrowser.problemOf(detector) === undefined
}
