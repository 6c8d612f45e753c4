import { DETECTOR_CLASSES } from '@sallyport/core'
import { detect } from '../detectors/detect'
import { compileDetection } from '../detectors/detection'
import { decodeText, encodeText, REDACTED } from '../text'

const TOKEN = /\s+|[{}[\],:]|"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/y
const everything = compileDetection(DETECTOR_CLASSES)

/**
 * Masks every leaf of a JSON text and keeps its shape: objects, lists and keys stay, strings are masked one by one,
 * numbers become 0, booleans false. A key in which a detector finds something is a value in disguise: it is masked
 * too. What cannot be read becomes one string.
 */
export function maskJsonLeaves(value: Uint8Array, maskString: (text: Uint8Array) => string): string {
  const text = decodeText(value)
  let masked = ''
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const [token] = TOKEN.exec(text) ?? []
    if (token === undefined) return JSON.stringify(REDACTED)
    masked += maskToken(token, isKey(text, TOKEN.lastIndex), maskString)
  }
  return masked
}

function maskToken(token: string, isKey: boolean, maskString: (text: Uint8Array) => string): string {
  if (token.startsWith('"')) {
    const bytes = readString(token)
    if (bytes === null) return JSON.stringify(REDACTED)
    if (!isKey) return JSON.stringify(maskString(bytes))
    return detect(bytes, everything).length > 0 ? JSON.stringify(REDACTED) : token
  }
  if (token === 'true') return 'false'
  return /^[-\d]/.test(token) ? '0' : token
}

function readString(token: string): Uint8Array | null {
  try {
    const text: unknown = JSON.parse(token)
    return typeof text === 'string' ? encodeText(text) : null
  } catch {
    return null // an escape that JSON does not have: nothing of the string is kept
  }
}

const BLANK = /\s*/y

function isKey(text: string, end: number): boolean {
  BLANK.lastIndex = end
  BLANK.exec(text)
  return text[BLANK.lastIndex] === ':'
}
