import type { DataClass } from '@sallyport/core'
import { REDACTED } from '../text'

/** Shows a little of a text: which record it is can be told, what it says cannot. Never shows all of a value. */
export function maskPartially(text: string, dataClass: DataClass): string {
  switch (dataClass) {
    case 'email':
      return maskEmail(text)
    case 'card':
      return keepLastDigits(text, 12)
    case 'ssn':
      return keepLastDigits(text, 9)
    case 'phone':
      return keepLastDigits(text, 8)
    // The end of a name, or of a date, tells too much of it.
    case 'name':
    case 'birth-date':
      return REDACTED
    case 'address':
    case 'secret':
    case 'other':
      return keepEnd(text)
  }
}

const KEPT = 4
/** Keeps at most half. */
const SHORTEST_KEPT = 8

function keepEnd(text: string): string {
  const characters = Array.from(text)
  return characters.length < SHORTEST_KEPT ? REDACTED : REDACTED + characters.slice(-KEPT).join('')
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

/** `***-**-6789`, `+* (***) ***-0132`: separators and the last four digits stay. */
function keepLastDigits(text: string, shortest: number): string {
  const characters = Array.from(text.trimEnd())
  let left = characters.filter(isDigit).length
  if (left < shortest) return REDACTED
  return characters
    .map((character) => {
      if (isDigit(character)) return left-- > KEPT ? '*' : character
      return SEPARATORS.has(character) ? character : '*'
    })
    .join('')
}

const isDigit = (character: string): boolean => character >= '0' && character <= '9'
