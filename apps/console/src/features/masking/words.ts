import type { DataClass, DetectorClass, Inference, MaskOperator } from '@sallyport/core'

export const DATA_CLASS_WORDS: Readonly<Record<DataClass, string>> = {
  email: 'E-mail address',
  card: 'Card number',
  ssn: 'US social security number',
  phone: 'Phone number',
  iban: 'Bank account (IBAN)',
  ip: 'IP address',
  mac: 'Hardware address (MAC)',
  'national-id': 'National identifier',
  name: 'Name',
  address: 'Address',
  'birth-date': 'Date of birth',
  jwt: 'JSON web token',
  'private-key': 'Private key',
  token: 'Access token',
  secret: 'Secret',
  other: 'Other',
}

export const DETECTOR_WORDS: Readonly<Record<DetectorClass, string>> = {
  email: 'E-mail addresses',
  card: 'Card numbers',
  ssn: 'US social security numbers',
  phone: 'Phone numbers',
  iban: 'Bank accounts (IBAN)',
  ip: 'IP addresses',
  mac: 'Hardware addresses (MAC)',
  'national-id': 'National identifiers',
  jwt: 'JSON web tokens',
  'private-key': 'Private keys',
  token: 'Access tokens of services',
  secret: 'Passwords and keys beside their names',
}

export const OPERATOR_WORDS: Readonly<
  Record<MaskOperator, { readonly label: string; readonly does: string; readonly hint: string }>
> = {
  redact: { label: 'Redact', does: 'redacted', hint: 'Nothing of it stays' },
  partial: { label: 'Partial', does: 'partly shown', hint: 'Its end or domain stays' },
  hash: { label: 'Hash', does: 'hashed', hint: 'The same value gives the same hash' },
  token: {
    label: 'Token',
    does: 'replaced by tokens',
    hint: 'Like a hash, but can be turned back with the key',
  },
  null: { label: 'Null', does: 'replaced by NULL', hint: 'As if it were empty' },
  constant: { label: 'Constant', does: 'replaced by one value', hint: 'The same value everywhere' },
  truncate: { label: 'Truncate', does: 'cut short', hint: 'The first characters, the year of a date' },
  bucket: { label: 'Bucket', does: 'put into buckets', hint: 'A number becomes the lower end of its range' },
  noise: { label: 'Noise', does: 'blurred', hint: 'A number or date is moved a little' },
}

export const INFERENCE_WORDS: Readonly<
  Record<Inference, { readonly label: string; readonly does: string; readonly hint: string }>
> = {
  source: {
    label: 'Nothing',
    does: 'conditions see masks',
    hint: 'The database itself computes over masks. Right for agents',
  },
  equality: {
    label: 'Whether it equals',
    does: 'conditions may compare',
    hint: 'WHERE column = value, or IN (values), finds rows by the real one, so many times in a session. All else computes over masks',
  },
  allow: {
    label: 'Anything',
    does: 'conditions see values',
    hint: 'Only results are masked: whoever may filter can find out values',
  },
}
