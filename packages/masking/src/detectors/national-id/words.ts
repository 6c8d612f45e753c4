import { digitsOf, isDay, weighted } from './checksums'

/** An identifier with letters, in upper case. */
export interface WordRule {
  readonly name: string
  /** L a letter, D a digit, X either; what else there is stands for itself. */
  readonly shapes: readonly string[]
  readonly isValid: (word: string) => boolean
  readonly hint: RegExp | null
}

const always = () => true

export const WORD_RULES: readonly WordRule[] = [
  {
    name: 'Spain NIF',
    shapes: ['DDDDDDDDL', 'DDDDDDDD-L', 'DDDDDDDL', 'DDDDDDD-L'],
    hint: null,
    isValid: (word) => NIF[Number(word.replace(/\D/g, '')) % 23] === word.at(-1),
  },
  {
    name: 'Spain NIE',
    shapes: ['LDDDDDDDL', 'L-DDDDDDD-L'],
    hint: null,
    isValid: (word) =>
      /^[XYZ]/.test(word) &&
      NIF[Number('XYZ'.indexOf(word[0] ?? '') + word.replace(/\D/g, '')) % 23] === word.at(-1),
  },
  {
    name: 'Italy fiscal code',
    shapes: ['LLLLLLDDLDDLDDDL'],
    hint: null,
    // Its check letter is not asked: nothing else is written like that, and a code with a slip is still somebody's.
    isValid: (word) => 'ABCDEHLMPRST'.includes(word[8] ?? '-') && isBornOn(Number(word.slice(9, 11))),
  },
  {
    name: 'United Kingdom NINO',
    shapes: ['LLDDDDDDL', 'LL DD DD DD L', 'LL-DD-DD-DD-L', 'LL DDDDDDL', 'LL DDDDDD L'],
    hint: null,
    isValid: (word) => {
      const plain = word.replace(/[ -]/g, '')
      return /^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/.test(plain)
    },
  },
  {
    name: 'Singapore NRIC and FIN',
    shapes: ['LDDDDDDDL'],
    hint: null,
    // As above: a number with a slip is still somebody's.
    isValid: (word) => 'STFGM'.includes(word[0] ?? '-'),
  },
  {
    name: 'Finland personal identity code',
    shapes: ['DDDDDD-DDDX', 'DDDDDD+DDDX', 'DDDDDDLDDDX'],
    hint: null,
    isValid: (word) =>
      /^[-+A-FU-Y]$/.test(word[6] ?? '') &&
      isDay(Number(word.slice(2, 4)), Number(word.slice(0, 2))) &&
      '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(word.slice(0, 6) + word.slice(7, 10)) % 31] === word[10],
  },
  {
    name: 'India PAN',
    shapes: ['LLLLLDDDDL'],
    hint: null,
    isValid: (word) => 'ABCFGHLJPTK'.includes(word[3] ?? '-'),
  },
  {
    name: 'India GSTIN',
    shapes: ['DDLLLLLDDDDLXLX'],
    hint: null,
    isValid: (word) => {
      const state = Number(word.slice(0, 2))
      return state >= 1 && state <= 38 && word[13] === 'Z'
    },
  },
  {
    name: 'United States MBI',
    shapes: ['DXXDLXDLLDD', 'DXXD-LXD-LLDD'],
    hint: null,
    isValid: (word) =>
      /^[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y]{2}\d{2}$/.test(
        word.replaceAll('-', ''),
      ),
  },
  {
    name: 'Germany health insurance number',
    shapes: ['LDDDDDDDDD'],
    hint: /krankenversicher|kvnr|versicherten/,
    isValid: (word) => {
      const letter = word.charCodeAt(0) - 64
      const digits = [Math.floor(letter / 10), letter % 10, ...digitsOf(word.slice(1, 9))]
      const sum = digits.reduce((total, digit, at) => {
        const product = digit * ((at % 2) + 1)
        return total + (product > 9 ? product - 9 : product)
      }, 0)
      return sum % 10 === Number(word[9])
    },
  },
  {
    name: 'Germany identity card and passport',
    shapes: ['LXXXXXXXD'],
    hint: /ausweis|\bpass/,
    isValid: (word) => {
      if (!/^[CFGHJKLMNPRTVWXYZ][0-9CFGHJKLMNPRTVWXYZ]{7}\d$/.test(word) || !/\d.*\d/.test(word.slice(1, 8)))
        return false
      const sum = Array.from(word.slice(0, 8)).reduce(
        (total, character, at) => total + Number.parseInt(character, 36) * ([7, 3, 1][at % 3] ?? 1),
        0,
      )
      return sum % 10 === Number(word[8])
    },
  },
  {
    name: 'Germany pension insurance number',
    shapes: ['DDDDDDDDLDDD'],
    hint: null,
    isValid: (word) => {
      const letter = String(word.charCodeAt(8) - 64).padStart(2, '0')
      const digits = digitsOf(word.slice(0, 8) + letter + word.slice(9, 11))
      const sum = digits.reduce((total, digit, at) => {
        const product = digit * ([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1][at] ?? 0)
        return total + Math.floor(product / 10) + (product % 10)
      }, 0)
      return (
        isDay(Number(word.slice(4, 6)), Number(word.slice(2, 4)) % 50 || 1) && sum % 10 === Number(word[11])
      )
    },
  },
  {
    name: 'United States DEA number',
    shapes: ['LLDDDDDDD', 'LDDDDDDDD'],
    hint: /\bdea\b|certificate|licen[cs]e/,
    isValid: (word) => {
      if (!/^[ABCDEFGHJKLMPRSTUX][A-Z9]?\d{7}$/.test(word) || word.length !== 9) return false
      const d = digitsOf(word.slice(2))
      return (weighted(d, [1, 0, 1, 0, 1]) + 2 * weighted(d, [0, 1, 0, 1, 0, 1])) % 10 === d[6]
    },
  },
  {
    name: 'Passport',
    shapes: ['LDDDDDDD', 'LLDDDDDDD', 'LDDDDDDDD', 'LLLDDDDDD', 'LDDDLDDDD'],
    hint: /passport|pasaporte|passaporto|reisepass|여권/,
    isValid: always,
  },
]

const NIF = 'TRWAGMYFPDXBNJZSQVHLCKE'

/** Of women 40 is added to the day. */
function isBornOn(day: number): boolean {
  return (day >= 1 && day <= 31) || (day >= 41 && day <= 71)
}
