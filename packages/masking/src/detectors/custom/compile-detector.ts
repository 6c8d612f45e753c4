import { type CustomDetector, SallyportError } from '@sallyport/core'
import { RE2JS } from 're2js'
import { isAlphanumeric } from '../characters'
import type { Span } from '../span'

/** Longer ones are no pattern of a value any more. */
export const LONGEST_PATTERN = 500
/** With more hits than this in one text, all that follows counts as one. */
const MOST_HITS = 10_000

/** A detector of one's own, ready to run. Linear in the length of the text, whatever both hold. */
export interface CompiledDetector {
  readonly name: string
  readonly detect: (bytes: Uint8Array) => readonly Span[]
}

/** Throws INVALID_INPUT with what is wrong in words that the one who wrote the pattern understands. */
export function compileDetector(detector: CustomDetector): CompiledDetector {
  const pattern = detector.kind === 'pattern' ? detector.pattern : wordsPattern(detector.words)
  if (detector.kind === 'pattern' && pattern.length > LONGEST_PATTERN) {
    throw invalid(detector, `the pattern is longer than ${LONGEST_PATTERN} characters`)
  }
  const compiled = compile(detector, pattern)
  if (compiled.matcher('').find()) throw invalid(detector, 'it matches the empty text, and so everything')
  const areWords = detector.kind === 'words'
  return {
    name: detector.name,
    detect: (bytes) => {
      const found = findAll(compiled, bytes)
      return areWords ? found.filter((span) => isWhole(bytes, span)) : found
    },
  }
}

function compile(detector: CustomDetector, pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, detector.kind === 'words' ? RE2JS.CASE_INSENSITIVE : 0)
  } catch (error) {
    const why =
      error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : 'it cannot be read'
    throw invalid(detector, why)
  }
}

function wordsPattern(words: readonly string[]): string {
  return `(?:${[...words]
    .sort((left, right) => right.length - left.length)
    .map((word) => RE2JS.quote(word.trim()))
    .join('|')})`
}

function findAll(pattern: RE2JS, bytes: Uint8Array): readonly Span[] {
  const spans: Span[] = []
  const matcher = pattern.matcher(bytes)
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()]
    if (end > start) spans.push({ start, end, dataClass: 'other' })
    if (spans.length === MOST_HITS) {
      spans.push({ start: end, end: bytes.length, dataClass: 'other' })
      break
    }
  }
  return spans
}

/** "Ann" is not found in "Annual". Letters of all scripts count. */
function isWhole(bytes: Uint8Array, { start, end }: Span): boolean {
  return !isLetter(bytes[start - 1]) && !isLetter(bytes[end])
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte >= 0x80 || isAlphanumeric(byte))
}

function invalid({ name }: CustomDetector, why: string): SallyportError {
  return new SallyportError('INVALID_INPUT', `The detector "${name}" cannot be used: ${why}`)
}
