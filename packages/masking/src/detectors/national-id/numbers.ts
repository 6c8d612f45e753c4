import { allEqual, type Digits, isDay, isLuhn, isMod11By10, isVerhoeff, pair, weighted } from './checksums'

/** An identifier of digits only. */
export interface NumberRule {
  readonly name: string
  /** Lengths of the groups that it is written in, as in `3-3-3`; the undivided form is always one of them. */
  readonly shapes: readonly string[]
  readonly isValid: (digits: Digits) => boolean
  /** Words beside it without which one number in ten would be taken for one; matched in lower case. */
  readonly hint: RegExp | null
  /** Written in one of its shapes it needs no hint. */
  readonly isClearDivided?: boolean
  /** Undivided neither: there is a date in it, or it is too long to be right by chance. */
  readonly isClear?: (length: number, digits: Digits) => boolean
}

const always = () => true
const date6 = (digits: Digits, at = 0) => isDay(pair(digits, at + 2), pair(digits, at + 4))

export const NUMBER_RULES: readonly NumberRule[] = [
  {
    name: 'Poland PESEL',
    shapes: ['11'],
    hint: /pesel/,
    isValid: (d) => {
      const month = pair(d, 2) % 20
      return (
        isDay(month, pair(d, 4)) && (10 - (weighted(d, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === d[10]
      )
    },
  },
  {
    name: 'Germany tax identification number',
    shapes: ['11', '2-3-3-3'],
    hint: /steuer|tax.?id|idnr|tin\b/,
    isValid: (d) => d[0] !== 0 && isTaxPattern(d.slice(0, 10)) && isMod11By10(d),
  },
  {
    name: 'Turkey national identity number',
    shapes: ['11'],
    hint: /\btc\b|t\.c\.|kimlik|tckn|turk/,
    isValid: (d) => {
      const odd = weighted(d, [1, 0, 1, 0, 1, 0, 1, 0, 1])
      const even = weighted(d, [0, 1, 0, 1, 0, 1, 0, 1])
      const tenth = (((odd * 7 - even) % 10) + 10) % 10
      return d[0] !== 0 && d[9] === tenth && (odd + even + tenth) % 10 === d[10]
    },
  },
  {
    name: 'Brazil CPF',
    shapes: ['11', '3.3.3-2'],
    hint: /cpf|contribuinte/,
    isClearDivided: true,
    isValid: (d) => !allEqual(d) && [9, 10].every((count) => mod11(d, count, count + 1) === d[count]),
  },
  {
    name: 'Brazil CNPJ',
    shapes: ['14', '2.3.3/4-2'],
    hint: /cnpj/,
    isClearDivided: true,
    isValid: (d) =>
      !allEqual(d) &&
      elevenBelowTwo(weighted(d, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) === d[12] &&
      elevenBelowTwo(weighted(d, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) === d[13],
  },
  {
    name: 'Australia tax file number',
    shapes: ['9', '3 3 3', '3-3-3'],
    hint: /tfn|tax file/,
    isValid: (d) => weighted(d, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0,
  },
  {
    name: 'Australia business number',
    shapes: ['11', '2 3 3 3'],
    hint: /\babn\b|business number/,
    isValid: (d) => d[0] !== 0 && (weighted(d, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0,
  },
  {
    name: 'Australia Medicare',
    shapes: ['10', '4 5 1', '4-5-1'],
    hint: /medicare/,
    isValid: (d) =>
      (d[0] ?? 0) >= 2 && (d[0] ?? 0) <= 6 && weighted(d, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === d[8],
  },
  {
    name: 'Canada social insurance number',
    shapes: ['9', '3 3 3', '3-3-3'],
    hint: /\bsin\b|social insurance|assurance sociale/,
    isClearDivided: true,
    isValid: (d) => d[0] !== 0 && d[0] !== 8 && !allEqual(d) && isLuhn(d),
  },
  {
    name: 'India Aadhaar',
    shapes: ['12', '4 4 4', '4-4-4', '4:4:4'],
    hint: /aadh?aar|uidai|\buid\b/,
    isClearDivided: true,
    isValid: (d) => (d[0] ?? 0) >= 2 && isVerhoeff(d),
  },
  {
    name: 'Korea resident registration number',
    shapes: ['13', '6-7'],
    hint: /\brrn\b|\bfrn\b|resident|주민|외국인/,
    isClearDivided: true,
    isValid: (d) => {
      // From October 2020 on there is no check digit in it.
      const kind = d[6] ?? 0
      return date6(d) && kind >= 1 && kind <= 8
    },
  },
  {
    name: 'Sweden personnummer',
    shapes: ['10', '12', '6-4', '8-4', '6+4'],
    hint: /person.?n(?:umme)?r|pnr|\bssn\b/,
    isClear: (length) => length === 12,
    isClearDivided: true,
    isValid: (all) => {
      const d = all.slice(-10)
      const century = all.length === 12 ? pair(all, 0) : 19
      return (
        (century === 18 || century === 19 || century === 20) &&
        isDay(pair(d, 2), pair(d, 4) % 60) &&
        isLuhn(d)
      )
    },
  },
  {
    name: 'Thailand national identity number',
    shapes: ['13', '1-4-5-2-1', '1 4 5 2 1'],
    hint: /thai|tnin|ประชาชน/,
    isValid: (d) => {
      const kind = d[0] ?? 0
      return (
        kind >= 1 &&
        kind <= 8 &&
        d[1] !== 0 &&
        (11 - (weighted(d, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === d[12]
      )
    },
  },
  {
    name: 'South Africa identity number',
    shapes: ['13'],
    hint: /south african|\bsa id\b|id.?(?:no|number)|identity/,
    // Milliseconds since 1970 have 13 digits too, and begin with 1.
    isClear: (_, digits) => digits[0] !== 1,
    isValid: (d) => date6(d) && (d[10] === 0 || d[10] === 1) && isLuhn(d),
  },
  {
    name: 'United Kingdom NHS number',
    shapes: ['10', '3 3 4', '3-3-4'],
    hint: /\bnhs\b|national health|patient/,
    isValid: (d) => !allEqual(d) && (11 - (weighted(d, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === d[9],
  },
  {
    name: 'United States NPI',
    shapes: ['10', '4-3-3', '4 3 3'],
    hint: /\bnpi\b|provider/,
    isValid: (d) => (d[0] === 1 || d[0] === 2) && isLuhn([8, 0, 8, 4, 0, ...d]),
  },
  {
    name: 'Netherlands BSN',
    shapes: ['9'],
    hint: /\bbsn\b|burgerservice|sofi/,
    isValid: (d) => !allEqual(d) && weighted(d, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
  },
  {
    name: 'Italy VAT number',
    shapes: ['11'],
    hint: /partita|\bp\.? ?iva\b|\biva\b|\bvat\b/,
    isValid: (d) => !allEqual(d) && isLuhn(d),
  },
  {
    name: 'Belgium national number',
    shapes: ['11', '2.2.2-3.2'],
    hint: /rijksregister|registre national|niss|insz/,
    isClearDivided: true,
    isValid: (d) => {
      const number = Number(d.slice(0, 9).join(''))
      const check = pair(d, 9)
      return 97 - (number % 97) === check || 97 - ((2_000_000_000 + number) % 97) === check
    },
  },
  {
    name: 'France social security number',
    shapes: ['15', '1 2 2 2 3 3 2'],
    hint: /s[ée]curit[ée] sociale|\bnir\b|insee|vitale/,
    isClearDivided: true,
    isClear: always,
    isValid: (d) =>
      (d[0] === 1 || d[0] === 2) && Number(97n - (BigInt(d.slice(0, 13).join('')) % 97n)) === pair(d, 13),
  },
  {
    name: 'China resident identity number',
    shapes: ['18'],
    hint: null,
    isClear: always,
    isValid: (d) =>
      (pair(d, 6) === 19 || pair(d, 6) === 20) &&
      isDay(pair(d, 10), pair(d, 12)) &&
      (12 - (weighted(d, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11)) % 11 === d[17],
  },
]

/** One digit of the first ten is there twice or three times, no other more than once. */
function isTaxPattern(digits: Digits): boolean {
  const counts = digits.reduce<number[]>(
    (all, digit) => all.with(digit, (all[digit] ?? 0) + 1),
    Array(10).fill(0),
  )
  const repeated = counts.filter((count) => count > 1)
  return repeated.length <= 1 && (repeated[0] ?? 1) <= 3
}

function mod11(digits: Digits, count: number, from: number): number {
  const weights = Array.from({ length: count }, (_, at) => from - at)
  return ((weighted(digits, weights) * 10) % 11) % 10
}

function elevenBelowTwo(sum: number): number {
  return sum % 11 < 2 ? 0 : 11 - (sum % 11)
}
