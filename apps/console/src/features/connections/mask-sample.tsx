'use client'

import type { DataClass } from '@sallyport/core'
import { useMasking } from '~/features/masking/use-masking'

/** Made up: what is in the database is not looked at to show this. */
const SAMPLES: Readonly<Record<DataClass, string>> = {
  email: 'jo.miller@example.com',
  card: '4111 1111 1111 1111',
  ssn: '078-05-1120',
  phone: '+49 30 901820',
  iban: 'DE89 3704 0044 0532 0130 00',
  ip: '203.0.113.7',
  mac: '00:1b:44:11:3a:b7',
  'national-id': 'L01X00T47',
  name: 'Jo Miller',
  address: '12 Long Street',
  'birth-date': '1984-02-29',
  jwt: 'eyJhbGciOi…',
  'private-key': '-----BEGIN…',
  token: 'ghp_16C7e42F',
  secret: 'hunter2',
  other: '72000',
}
const PARTLY_SHOWN: ReadonlySet<DataClass> = new Set(['email', 'phone', 'card', 'iban'])

/** What a value of the class will look like: the gateway's own masking, on a made-up value. */
export function MaskSample({ dataClass }: { readonly dataClass: DataClass | null }) {
  const masking = useMasking()
  if (!dataClass) return <span className="text-xs text-faint max-sm:hidden">as it is</span>
  const operator = PARTLY_SHOWN.has(dataClass) ? 'partial' : 'redact'
  const masked = masking?.mask(SAMPLES[dataClass], { operator, dataClass, settings: {} })
  return (
    <span className="truncate font-mono text-xs text-masked" title={`For example ${SAMPLES[dataClass]}`}>
      {masked ?? '…'}
    </span>
  )
}
