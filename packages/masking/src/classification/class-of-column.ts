import type { DataClass } from '@sallyport/core'

/** Words between underscores at which a class is known, and what types can hold it. The first that fits counts. */
const HINTS: readonly (readonly [dataClass: DataClass, words: RegExp, types: RegExp])[] = (() => {
  const text = /^(text|character|char|bpchar|citext|name|json)/
  const textOrNumber = /^(text|character|char|bpchar|citext|bigint|numeric|integer)/
  const words = (pattern: string) => new RegExp(`(?:^|_)(?:${pattern})(?:_|$)`)
  return [
    ['email', words('e?_?mails?|mail_address|email_address'), text],
    ['private-key', words('private_key|priv_key|pem'), text],
    [
      'secret',
      words('password|passwd|passphrase|pwd|password_hash|secret|secret_key|client_secret|api_?key|apikey'),
      text,
    ],
    ['token', words('(?:access|auth|refresh|session|bearer|reset|api)_token|token'), text],
    [
      'ip',
      words('ip|ip_addr|ip_?address|ipv[46]|(?:client|remote|server)_addr'),
      /^(inet|cidr|text|character)/,
    ],
    ['mac', words('mac|mac_?addr|mac_?address'), /^(macaddr|text|character)/],
    ['ssn', words('ssn|social_security|social_security_number|itin'), textOrNumber],
    [
      'card',
      words('card_?(?:number|no|num)|cc_?(?:number|no|num)|credit_?card|card|pan'),
      /^(text|character|bpchar|bigint|numeric)/,
    ],
    ['iban', words('iban|bank_?account|account_number|bic_iban'), textOrNumber],
    [
      'national-id',
      words(
        'national_?id|national_?id_number|passport|passport_(?:no|number)|tax_?id|tax_?number|nino|dni|nif|pesel|cpf|aadhaar|personnummer|id_card|identity_?number|drivers?_licen[cs]e',
      ),
      textOrNumber,
    ],
    [
      'phone',
      words(
        'phone|phones|phone_?(?:number|no)|telephone|tel|mobile|mobile_?(?:number|no)|cell|fax|msisdn|whatsapp',
      ),
      textOrNumber,
    ],
    [
      'birth-date',
      words('dob|birth_?date|date_of_birth|birth_?day|born|born_on|birth'),
      /^(date|timestamp|text|character)/,
    ],
    [
      'address',
      words(
        'street|street_?name|address|addresses|address_?line_?\\d?|home_address|postal_?code|post_?code|zip|zip_?code|addr',
      ),
      textOrNumber,
    ],
    [
      'name',
      words(
        '(?:first|last|middle|maiden|given|family|full|display|legal|sur|fore)_?names?|surname|nick_?name|cardholder',
      ),
      text,
    ],
  ]
})()

/** What speaks about a value and does not hold it: `email_verified`, `phone_count`, `address_id`. */
const ABOUT =
  /_(?:ids?|counts?|types?|kinds?|status|at|verified|confirmed|enabled|valid|template|subject|format|length|version|name_id)$|^(?:is|has|can|num|number_of|count)_/
/** Tables in which a `name` is a person's. */
const PEOPLE =
  /(?:^|_)(?:customers?|users?|people|persons?|employees?|contacts?|patients?|members?|staff|leads?|subscribers?|guests?|students?|teachers?|doctors?|clients?|applicants?|candidates?|recipients?|authors?|residents?|drivers?|passengers?)(?:_|$)/

export interface NamedColumn {
  readonly table: string
  readonly column: string
  /** As format_type writes it, or '' when it is not known. */
  readonly type: string
}

/** The class of data that a column holds by its name and type; null: they say nothing. */
export function classOfColumn({ table, column, type }: NamedColumn): DataClass | null {
  const name = snakeCase(column)
  const element = type.replace(/\[\]$/, '')
  if (ABOUT.test(name)) return null
  for (const [dataClass, words, types] of HINTS)
    if (words.test(name) && (type === '' || types.test(element))) return dataClass
  const isText = type === '' || /^(text|character|citext)/.test(element)
  return name === 'name' && isText && PEOPLE.test(snakeCase(table)) ? 'name' : null
}

function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase()
}
