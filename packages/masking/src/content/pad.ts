import { decodeText, encodeText } from '../text'

/** Fills up with blanks to so many characters. */
export function pad(bytes: Uint8Array, characters: number): Uint8Array {
  const missing = characters - countCharacters(bytes)
  return missing <= 0 ? bytes : encodeText(decodeText(bytes) + ' '.repeat(missing))
}

export function countCharacters(bytes: Uint8Array): number {
  let count = 0
  for (const byte of bytes) if ((byte & 0xc0) !== 0x80) count++ // not within a character of UTF-8
  return count
}
