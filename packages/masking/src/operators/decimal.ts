import { decodeText, encodeText } from '../text'

/** A number as PostgreSQL's numeric has it: `unscaled` × 10^-`scale`. */
export interface Decimal {
  readonly unscaled: bigint
  readonly scale: number
}

const HEADER = 8
const BASE_DIGITS = 4
const BASE = 10_000n
const NEGATIVE = 0x4000
/** NUMERIC_MAX_DISPLAY_SCALE and the digits before the point that anybody has; beyond, a value is masked whole. */
const MOST_DIGITS = 1_000

/** null: NaN, an infinity, malformed, or larger than anybody's. */
export function readNumeric(value: Uint8Array, format: 0 | 1): Decimal | null {
  return format === 1 ? readBinary(value) : readText(value)
}

function readText(value: Uint8Array): Decimal | null {
  if (value.length > MOST_DIGITS) return null
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decodeText(value)) ?? []
  if (whole === '') return null
  const unscaled = BigInt(whole + fraction)
  return { unscaled: sign === '-' ? -unscaled : unscaled, scale: fraction.length }
}

function readBinary(value: Uint8Array): Decimal | null {
  if (value.length < HEADER) return null
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  const [count, weight, sign, scale] = [
    view.getUint16(0),
    view.getInt16(2),
    view.getUint16(4),
    view.getUint16(6),
  ]
  if ((sign !== 0 && sign !== NEGATIVE) || value.length !== HEADER + count * 2) return null
  if (
    scale > MOST_DIGITS ||
    Math.abs(weight) * BASE_DIGITS > MOST_DIGITS ||
    count * BASE_DIGITS > MOST_DIGITS
  )
    return null

  let number = 0n
  for (let index = 0; index < count; index++)
    number = number * BASE + BigInt(view.getUint16(HEADER + index * 2))
  // The last digit to the base 10,000 stands for 10,000^(weight - count + 1).
  const exponent = (weight - count + 1) * BASE_DIGITS + scale
  const unscaled = exponent >= 0 ? number * 10n ** BigInt(exponent) : number / 10n ** BigInt(-exponent)
  return { unscaled: sign === NEGATIVE ? -unscaled : unscaled, scale }
}

export function writeNumeric({ unscaled, scale }: Decimal, format: 0 | 1): Uint8Array {
  return format === 1 ? writeBinary(unscaled, scale) : encodeText(decimalText(unscaled, scale))
}

function decimalText(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return `${unscaled < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(digits.length - scale)}` : ''}`
}

function writeBinary(unscaled: bigint, scale: number): Uint8Array {
  const padding = (BASE_DIGITS - (scale % BASE_DIGITS)) % BASE_DIGITS
  let rest = (unscaled < 0n ? -unscaled : unscaled) * 10n ** BigInt(padding)
  const groups: number[] = []
  for (; rest > 0n; rest /= BASE) groups.push(Number(rest % BASE))
  const weight = groups.length - 1 - (scale + padding) / BASE_DIGITS
  let from = 0
  while (from < groups.length && groups[from] === 0) from++

  const digits = groups.slice(from).reverse()
  const bytes = new Uint8Array(HEADER + digits.length * 2)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, digits.length)
  view.setInt16(2, digits.length === 0 ? 0 : weight)
  view.setUint16(4, unscaled < 0n ? NEGATIVE : 0)
  view.setUint16(6, scale)
  digits.forEach((digit, index) => {
    view.setUint16(HEADER + index * 2, digit)
  })
  return bytes
}
