/** Classes of a byte. Digits and letters are ASCII: what is beyond has its own rules where it matters. */
export const DIGIT = 1
export const LETTER = 2
export const AT = 4
/** Begins what can hide another character: `\u0040`, `%40`, `&#64;`, a full-width digit. */
export const ESCAPE = 8

export const CLASSES: Uint8Array = new Uint8Array(256)
for (let byte = 0x30; byte <= 0x39; byte++) CLASSES[byte] = DIGIT
for (let byte = 0x41; byte <= 0x5a; byte++) CLASSES[byte] = CLASSES[byte + 0x20] = LETTER
CLASSES[0x40] = AT
for (const byte of [0x5c, 0x25, 0x26, 0xef]) CLASSES[byte] = ESCAPE // backslash, percent, ampersand, U+F000–FFFF

/** Takes `undefined` for a place outside of the text. */
export function hasClass(byte: number | undefined, classes: number): boolean {
  return byte !== undefined && ((CLASSES[byte] ?? 0) & classes) !== 0
}

export const isDigit = (byte: number | undefined): boolean => hasClass(byte, DIGIT)
export const isAlphanumeric = (byte: number | undefined): boolean => hasClass(byte, DIGIT | LETTER)
