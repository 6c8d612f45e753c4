import { decodeText, encodeText } from '../text'

/** Fills up with blanks to so many characters. */
export function pad(bytes: Uint8Array, characters: number): Uint8Array {
  const missing = characters - Array.from(decodeText(bytes)).length
  return missing <= 0 ? bytes : encodeText(decodeText(bytes) + ' '.repeat(missing))
}
