import type { DataClass, DetectorClass, MaskOperator } from '@sallyport/core'

export const DATA_CLASS_WORDS: Readonly<Record<DataClass, string>> = {
  email: 'E-mail address',
  card: 'Card number',
  ssn: 'US social security number',
  phone: 'Phone number',
  name: 'Name',
  address: 'Address',
  'birth-date': 'Date of birth',
  secret: 'Secret',
  other: 'Other',
}

export const DETECTOR_WORDS: Readonly<Record<DetectorClass, string>> = {
  email: 'E-mail addresses',
  card: 'Card numbers',
  ssn: 'US social security numbers',
  phone: 'Phone numbers',
}

export const OPERATOR_WORDS: Readonly<
  Record<MaskOperator, { readonly label: string; readonly does: string; readonly hint: string }>
> = {
  redact: { label: 'Redact', does: 'redacted', hint: 'Nothing of it stays' },
  partial: { label: 'Partial', does: 'partly shown', hint: 'Its end or domain stays' },
  hash: { label: 'Hash', does: 'hashed', hint: 'The same value gives the same hash' },
  null: { label: 'Null', does: 'replaced by NULL', hint: 'As if it were empty' },
}
