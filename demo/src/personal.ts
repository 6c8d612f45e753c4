import { luhnDigit } from './luhn'
import type { Random } from './random'
import { FIRST_NAMES, LAST_NAMES, MAIL_DOMAINS, STREETS, TOWNS } from './words'

/** Prefixes that card networks give out for tests, with the full length of a number. */
const TEST_CARDS = [
  { prefix: '400000', length: 16 },
  { prefix: '424242', length: 16 },
  { prefix: '555555', length: 16 },
  { prefix: '520082', length: 16 },
  { prefix: '378282', length: 15 },
] as const

const AREA_CODES = ['202', '212', '303', '312', '404', '415', '503', '512', '617', '718'] as const

export function personName(random: Random): string {
  return `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`
}

/** `number` keeps the addresses of two people of one name apart. */
export function emailOf(name: string, number: number, random: Random): string {
  const plain = name
    .normalize('NFD')
    .replace(/[^a-zA-Z ]/g, '')
    .toLowerCase()
    .replaceAll(' ', '.')
  return `${plain}${number}@${random.pick(MAIL_DOMAINS)}`
}

/** 555-0100 to 555-0199 are kept for fiction in every area code. */
export function phoneNumber(random: Random): string {
  return `+1-${random.pick(AREA_CODES)}-555-01${random.digits(2)}`
}

export function cardNumber(random: Random): string {
  const { prefix, length } = random.pick(TEST_CARDS)
  const digits = prefix + random.digits(length - prefix.length - 1)
  return digits + luhnDigit(digits)
}

/** In the form of an issued number: no 000, 666 or 9xx area, no 00 group, no 0000 serial. */
export function socialSecurityNumber(random: Random): string {
  const area = random.pick([random.between(1, 665), random.between(667, 899)])
  const padded = (value: number, width: number) => String(value).padStart(width, '0')
  return `${padded(area, 3)}-${padded(random.between(1, 99), 2)}-${padded(random.between(1, 9999), 4)}`
}

export function postalAddress(random: Random): string {
  const { town, state, zip } = random.pick(TOWNS)
  return `${random.between(1, 990)} ${random.pick(STREETS)}, ${town}, ${state} ${zip}${random.digits(2)}`
}

const DAY_MS = 86_400_000

/** A day between two years, as yyyy-mm-dd. */
export function day(random: Random, fromYear: number, toYear: number): string {
  return instant(random, fromYear, toYear).slice(0, 10)
}

/** A moment between the starts of two years, in ISO 8601. */
export function instant(random: Random, fromYear: number, toYear: number): string {
  const start = Date.UTC(fromYear, 0, 1)
  const days = (Date.UTC(toYear, 0, 1) - start) / DAY_MS
  const at = start + random.between(0, days - 1) * DAY_MS + random.between(0, 86_399) * 1000
  return new Date(at).toISOString()
}
