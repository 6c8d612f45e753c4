const ZERO = 0x30
const MINUS = 0x2d
const DOT = 0x2e

/** ndigits, weight, sign and dscale, two bytes each; then ndigits digits to the base 10000. */
const BINARY_HEADER = 8
const MOST_SCALE = 16_383

/** 0 as a numeric with this many digits behind the point. */
export function zeroNumeric(scale: number, format: 0 | 1): Uint8Array {
  if (format === 1) {
    const binary = new Uint8Array(BINARY_HEADER)
    new DataView(binary.buffer).setUint16(6, scale)
    return binary
  }
  const text = new Uint8Array(scale === 0 ? 1 : scale + 2).fill(ZERO)
  if (scale > 0) text[1] = DOT
  return text
}

/** Digits behind the point: the type's own, or else the value's. */
export function scaleOf(value: Uint8Array, typeModifier: number, format: 0 | 1): number {
  // From PostgreSQL 15 on a scale has 11 bits with a sign.
  if (typeModifier >= 4) return Math.max((((typeModifier - 4) & 0x7ff) ^ 0x400) - 0x400, 0)
  if (format === 1)
    return value.length < BINARY_HEADER ? 0 : (((value[6] ?? 0) << 8) | (value[7] ?? 0)) & MOST_SCALE
  const dot = value.indexOf(DOT)
  return dot < 0 ? 0 : Math.min(value.length - dot - 1, MOST_SCALE)
}

/** numeric(3,-2) and the like, from PostgreSQL 15 on: operators that reckon say nothing of them. */
export function hasNegativeScale(typeModifier: number): boolean {
  return typeModifier >= 4 && ((typeModifier - 4) & 0x400) !== 0
}

const NOTHING = new Uint8Array(0)

/** The integer's digits in ASCII without a sign; nothing when it has a fraction other than zero or is no number. */
export function integerDigits(value: Uint8Array, format: 0 | 1): Uint8Array {
  return format === 1 ? binaryDigits(value) : textDigits(value)
}

function textDigits(value: Uint8Array): Uint8Array {
  const unsigned = value[0] === MINUS ? value.subarray(1) : value
  const dot = unsigned.indexOf(DOT)
  if (dot >= 0 && unsigned.subarray(dot + 1).some((byte) => byte !== ZERO)) return NOTHING
  const digits = dot < 0 ? unsigned : unsigned.subarray(0, dot)
  return digits.every((byte) => byte >= ZERO && byte <= ZERO + 9) ? digits : NOTHING
}

function binaryDigits(value: Uint8Array): Uint8Array {
  if (value.length < BINARY_HEADER) return NOTHING
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  const [count, weight] = [view.getUint16(0), view.getInt16(2)]
  if (weight < 0 || weight > 5 || value.length !== BINARY_HEADER + count * 2) return NOTHING

  let text = ''
  for (let index = 0; index < Math.max(count, weight + 1); index++) {
    const digit = index < count ? view.getUint16(BINARY_HEADER + index * 2) : 0
    if (index <= weight) text += String(digit).padStart(4, '0')
    else if (digit !== 0) return NOTHING
  }
  return Uint8Array.from(text.replace(/^0+/, ''), (char) => char.charCodeAt(0))
}
