import { detect } from '../detectors/detect'
import type { Detection } from '../detectors/detection'
import { encodeText } from '../text'
import { starSpans } from './replace'

const fatal = new TextDecoder('utf-8', { fatal: true })

/** Masks text that was stored as bytes, keeping its length. What is not text (an image, say) is left as it is. */
export function maskBytea(value: Uint8Array, format: 0 | 1, detection: Detection): Uint8Array {
  const hex = format === 0 ? readHex(value) : null
  const bytes = hex ?? value
  const spans = detect(bytes, detection)
  if (spans.length === 0 || !isText(bytes)) return value
  const masked = starSpans(bytes, spans)
  return hex ? writeHex(masked) : masked
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false
  try {
    fatal.decode(bytes)
    return true
  } catch {
    return false // not UTF-8, hence not text
  }
}

/** `\x6a61`; `null` for bytea_output = escape, whose text reads as it is. */
function readHex(text: Uint8Array): Uint8Array | null {
  if (text[0] !== 0x5c || text[1] !== 0x78 || text.length % 2 !== 0) return null
  const bytes = new Uint8Array(text.length / 2 - 1)
  for (let at = 0; at < bytes.length; at++) {
    const [high, low] = [hexDigit(text[at * 2 + 2]), hexDigit(text[at * 2 + 3])]
    if (high < 0 || low < 0) return null
    bytes[at] = high * 16 + low
  }
  return bytes
}

function hexDigit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  return byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1
}

function writeHex(bytes: Uint8Array): Uint8Array {
  return encodeText(`\\x${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`)
}
