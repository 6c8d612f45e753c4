export const SHORTEST_CARD = 12
export const LONGEST_CARD = 19

/** Whether the digits here begin like a brand's numbers, are as many, and end in the right check digit. What is between them is passed over. */
export function isCardNumber(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  const lengths = lengthsAt(bytes, start)
  if (lengths === 0) return false
  let sum = 0
  let count = 0
  for (let at = end - 1; at >= start; at--) {
    const digit = (bytes[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9) continue
    sum += count % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2 // Luhn
    count++
  }
  return sum % 10 === 0 && ((lengths >> count) & 1) === 1
}

/** Prefixes from–to and the lengths that are issued: https://en.wikipedia.org/wiki/Payment_card_number */
const BRANDS: readonly { from: number; to: number; lengths: readonly number[] }[] = [
  { from: 4000, to: 4999, lengths: [13, 16, 19] }, // Visa
  { from: 5100, to: 5599, lengths: [16] }, // Mastercard
  { from: 2221, to: 2720, lengths: [16] }, // Mastercard
  { from: 3400, to: 3499, lengths: [15] }, // American Express
  { from: 3700, to: 3799, lengths: [15] }, // American Express
  { from: 6011, to: 6011, lengths: [16, 19] }, // Discover
  { from: 6440, to: 6599, lengths: [16, 19] }, // Discover
  { from: 6200, to: 6299, lengths: [16, 17, 18, 19] }, // UnionPay
  { from: 3000, to: 3059, lengths: [14, 16] }, // Diners Club
  { from: 3095, to: 3095, lengths: [14, 16] }, // Diners Club
  { from: 3600, to: 3699, lengths: [14, 16] }, // Diners Club
  { from: 3800, to: 3999, lengths: [14, 16] }, // Diners Club
  { from: 3500, to: 3599, lengths: [16, 19] }, // JCB issues from 3528 to 3589 only, generators of test data do not
  { from: 1800, to: 1800, lengths: [15] }, // JCB
  { from: 2131, to: 2131, lengths: [15] }, // JCB
  { from: 2200, to: 2204, lengths: [16, 19] }, // Mir
  ...[5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763].map((prefix) => ({
    from: prefix,
    to: prefix,
    lengths: [12, 13, 14, 15, 16, 17, 18, 19], // Maestro
  })),
]

/** For every prefix of four digits a bit for each length of its brand. */
const LENGTHS = new Uint32Array(10_000)
for (const { from, to, lengths } of BRANDS)
  for (let prefix = from; prefix <= to; prefix++)
    for (const length of lengths) LENGTHS[prefix] = (LENGTHS[prefix] ?? 0) | (1 << length)

/** Whether the four digits here begin the numbers of any brand. */
export function beginsLikeCard(bytes: Uint8Array, start: number): boolean {
  return lengthsAt(bytes, start) !== 0
}

function lengthsAt(bytes: Uint8Array, start: number): number {
  let prefix = 0
  for (let at = start; at < start + 4; at++) prefix = prefix * 10 + ((bytes[at] ?? 0) - 0x30)
  return LENGTHS[prefix] ?? 0
}
