import type { DataClass } from '@sallyport/core'
import { REDACTED } from '../text'

/** Of the last characters or digits, unless a rule says otherwise. */
export const KEPT = 4
/** A value that is shorter is masked whole; and never is more than half of it kept. */
export const SHORTEST_KEPT = 8
/** A number that is longer is none. */
export const LONGEST_PARTIAL = 64

/** How short a value may be to show its end: so many digits, `characters` as in SHORTEST_KEPT, or never. */
export const SHORTEST_OF_CLASS: Readonly<
  Record<Exclude<DataClass, 'email'>, number | 'characters' | 'never'>
> = {
  card: 12,
  ssn: 9,
  phone: 8,
  iban: 'characters',
  'national-id': 'characters',
  mac: 'characters',
  address: 'characters',
  secret: 'characters',
  token: 'characters',
  other: 'characters',
  // The end of a name, a date or an address in a network tells too much of it; that of a key serves for nothing.
  name: 'never',
  'birth-date': 'never',
  ip: 'never',
  jwt: 'never',
  'private-key': 'never',
}

/** Shows a little of a text: which record it is can be told, what it says cannot. Never shows all of a value. */
export function maskPartially(text: string, dataClass: DataClass, keep = KEPT): string {
  if (dataClass === 'email') return maskEmail(text)
  const shortest = SHORTEST_OF_CLASS[dataClass]
  if (shortest === 'never') return REDACTED
  return shortest === 'characters' ? keepEnd(text, keep) : keepLastDigits(text, shortest, keep)
}

function keepEnd(text: string, keep: number): string {
  const characters = Array.from(text)
  if (characters.length < Math.max(SHORTEST_KEPT, keep * 2)) return REDACTED
  return REDACTED + (keep > 0 ? characters.slice(-keep).join('') : '')
}

/** `a***@***.com`: the domain is none that a detector knows. */
function maskEmail(text: string): string {
  const at = text.lastIndexOf('@')
  if (at < 0) return REDACTED
  const [first = '', second] = text.slice(0, at)
  const [topLevel = ''] = /\.[a-z]{2,24}$/i.exec(text.slice(at).trimEnd()) ?? []
  return `${second === undefined ? '' : first}${REDACTED}@${REDACTED}${topLevel}`
}

const SEPARATORS = new Set('+-. ()/')

/** `***-**-6789`, `+* (***) ***-0132`: separators and the last digits stay. */
function keepLastDigits(text: string, shortest: number, keep: number): string {
  const characters = Array.from(text.trimEnd())
  let left = characters.filter(isDigit).length
  if (characters.length > LONGEST_PARTIAL || left < Math.max(shortest, keep * 2)) return REDACTED
  return characters
    .map((character) => {
      if (isDigit(character)) return left-- > keep ? '*' : character
      return SEPARATORS.has(character) ? character : '*'
    })
    .join('')
}

const isDigit = (character: string): boolean => character >= '0' && character <= '9'
