import type { DataClass } from '@sallyport/core'

/** Words of a column's name, and what such a column holds. The first that fits counts: the precise before the vague. */
const HINTS: readonly (readonly [RegExp, DataClass])[] = [
  [/\b(e ?mail|mail address)\b/, 'email'],
  [/\b(phone|mobile|telephone|tel|fax|cell|msisdn)\b/, 'phone'],
  [/\b(cvv|cvc|card code|pin|otp|totp)\b/, 'secret'],
  [/\b(card number|card no|credit card|cardnumber|pan|cc number|ccnum)\b/, 'card'],
  [/\b(ssn|social security( number| no)?|sin)\b/, 'ssn'],
  [/\b(iban|bank account|account number|bic)\b/, 'iban'],
  [/\b(passport|national id|tax id|vat id|nin|nhs number|driver s? ?licen[cs]e|id number)\b/, 'national-id'],
  [/\b(date of birth|birth date|birthday|birthdate|dob|born)\b/, 'birth-date'],
  [/\b(ip|ip address|remote addr|client ip)\b/, 'ip'],
  [/\b(mac|mac address)\b/, 'mac'],
  [/\b(private key|pem)\b/, 'private-key'],
  [/\b(jwt)\b/, 'jwt'],
  [/\b(password|passwd|pwd|pass hash|password hash|secret|salt)\b/, 'secret'],
  [/\b(token|api key|apikey|access key|session key|refresh token)\b/, 'token'],
  [/\b(first name|last name|full name|surname|given name|family name|middle name|maiden name)\b/, 'name'],
  [/\b(address|street|zip|zipcode|postal code|postcode|address line \d)\b/, 'address'],
  [/\b(salary|wage|income|diagnosis|religion|ethnicity)\b/, 'other'],
]

/** Tables of people, in which a plain `name` is a person's. */
const PEOPLE =
  /\b(customer|user|person|people|patient|employee|contact|member|client|lead|subscriber|guest)s?\b/

/** What a column most likely holds, by its name alone; null: nothing that has to be masked. */
export function proposeClass(table: string, column: string): DataClass | null {
  const words = spaced(column)
  for (const [pattern, dataClass] of HINTS) if (pattern.test(words)) return dataClass
  return words === 'name' && PEOPLE.test(spaced(table)) ? 'name' : null
}

/** `customerEmail` and `customer_email` as "customer email". */
function spaced(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .toLowerCase()
    .trim()
}
