/** Classes of a byte. Digits and letters are ASCII: what is beyond has its own rules where it matters. */
export const DIGIT = 1
export const LETTER = 2
export const AT = 4
/** Begins what can hide another character: `\u0040`, `%40`, `&#64;`, a full-width digit. */
export const ESCAPE = 8
export const COLON = 16
export const DOT = 32
export const DASH = 64
export const EQUALS = 128

export const CLASSES: Uint8Array = new Uint8Array(256)
for (let byte = 0x30; byte <= 0x39; byte++) CLASSES[byte] = DIGIT
for (let byte = 0x41; byte <= 0x5a; byte++) CLASSES[byte] = CLASSES[byte + 0x20] = LETTER
CLASSES[0x40] = AT
CLASSES[0x3a] = COLON
CLASSES[0x2e] = DOT
CLASSES[0x2d] = DASH
CLASSES[0x3d] = EQUALS
for (const byte of [0x5c, 0x25, 0x26, 0xef]) CLASSES[byte] = ESCAPE // backslash, percent, ampersand, U+F000–FFFF

/** Takes `undefined` for a place outside of the text. */
export function hasClass(byte: number | undefined, classes: number): boolean {
  return byte !== undefined && ((CLASSES[byte] ?? 0) & classes) !== 0
}

export const isDigit = (byte: number | undefined): boolean => hasClass(byte, DIGIT)
export const isAlphanumeric = (byte: number | undefined): boolean => hasClass(byte, DIGIT | LETTER)

export const isLetter = (byte: number | undefined): boolean => hasClass(byte, LETTER)

/** The alphabets that keys and tokens are written in, as tables of 256. */
export const CHARACTERS = {
  upper: alphabet('A-Z0-9'),
  hex: alphabet('0-9a-fA-F'),
  word: alphabet('A-Za-z0-9_'),
  url: alphabet('A-Za-z0-9_.-'),
  base64: alphabet('A-Za-z0-9+/=_%.-'),
} as const

function alphabet(characters: string): { readonly mask: Uint8Array } {
  const pattern = new RegExp(`[${characters}]`)
  return {
    mask: Uint8Array.from({ length: 256 }, (_, byte) =>
      Number(byte < 0x80 && pattern.test(String.fromCharCode(byte))),
    ),
  }
}

export function isBase64Url(byte: number | undefined): boolean {
  return isAlphanumeric(byte) || byte === 0x2d || byte === 0x5f
}

/** Where one row of bytes begins in another, or -1. */
export function indexOfBytes(bytes: Uint8Array, part: Uint8Array, from: number, to = bytes.length): number {
  const [first = 0] = part
  for (
    let at = bytes.indexOf(first, from);
    at >= 0 && at + part.length <= to;
    at = bytes.indexOf(first, at + 1)
  ) {
    let length = 1
    while (length < part.length && bytes[at + length] === part[length]) length++
    if (length === part.length) return at
  }
  return -1
}
