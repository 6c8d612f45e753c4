import {
  cardNumber,
  day,
  emailOf,
  instant,
  personName,
  phoneNumber,
  postalAddress,
  socialSecurityNumber,
} from './personal'
import type { Random } from './random'
import { COMPANIES, TAGS } from './words'

export interface Customer {
  readonly id: number
  readonly name: string
  readonly email: string
  readonly phone: string | null
  readonly card_number: string | null
  readonly ssn: string | null
  readonly date_of_birth: string | null
  readonly address: string
  readonly profile: object
  readonly notes: string | null
  readonly tags: readonly string[]
  readonly created_at: string
}

export function customers(random: Random, count: number): Customer[] {
  return Array.from({ length: count }, (_, index) => customer(random, index + 1))
}

function customer(random: Random, id: number): Customer {
  const name = personName(random)
  const email = emailOf(name, id, random)
  return {
    id,
    name,
    email,
    phone: random.chance(0.95) ? phoneNumber(random) : null,
    card_number: random.chance(0.9) ? cardNumber(random) : null,
    ssn: random.chance(0.8) ? socialSecurityNumber(random) : null,
    date_of_birth: random.chance(0.9) ? day(random, 1940, 2008) : null,
    address: postalAddress(random),
    profile: profile(random, id, name, email),
    notes: random.chance(0.6) ? note(random, name, email) : null,
    tags: tags(random, id),
    created_at: instant(random, 2021, 2026),
  }
}

function profile(random: Random, id: number, name: string, email: string): object {
  const friend = personName(random)
  return {
    contact: {
      email,
      backupEmail: random.chance(0.4) ? emailOf(name, 100_000 + id, random) : null,
      prefers: random.pick(['email', 'phone', 'post']),
    },
    company: random.chance(0.3) ? random.pick(COMPANIES) : null,
    newsletter: random.chance(0.5),
    referrals: random.chance(0.2) ? [{ name: friend, email: emailOf(friend, 200_000 + id, random) }] : [],
  }
}

/** What people type into a free field, with what should not be there. */
function note(random: Random, name: string, email: string): string {
  return random.pick([
    () => `Called from ${phoneNumber(random)}, asked where the parcel is.`,
    () => `Wants invoices at ${emailOf(name, random.between(300_000, 399_999), random)} instead of ${email}.`,
    () => `Card ${spaced(cardNumber(random))} was declined twice, gave ${cardNumber(random)} on the phone.`,
    () => `Identity checked by SSN ${socialSecurityNumber(random)}.`,
    () => 'Prefers delivery in the morning. Dog in the yard.',
    () => 'Complained about the packaging; sent a voucher of $15.',
    () => `Moved: new address is ${postalAddress(random)}.`,
    () => 'Asked for a quote for 40 chairs. Line two of the note:\nfollow up in March.',
  ])()
}

const spaced = (digits: string) => digits.replace(/(.{4})(?=.)/g, '$1 ')

function tags(random: Random, id: number): string[] {
  const chosen = TAGS.filter(() => random.chance(0.2))
  return random.chance(0.02) ? [...chosen, `invited-by:friend${id}@example.org`] : chosen
}
