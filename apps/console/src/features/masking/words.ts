import type { DataClass, DetectorClass, Inference, MaskOperator } from '@sallyport/core'

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
    hint: 'Look up by the real value, a limited number of times in a session',
  },
  allow: {
    label: 'Anything',
    does: 'conditions see values',
    hint: 'Only results are masked: whoever may filter can find out values',
  },
}
