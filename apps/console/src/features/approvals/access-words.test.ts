import { expect, it } from 'vitest'
import { accessWords } from './access-words'

it.each([
  [{ verbs: ['read'], resources: [], unmasked: [], minutes: 60 }, 'read everything there, for 1 h'],
  [
    { verbs: ['read', 'update'], resources: ['shop.public.**', 'shop.audit.log'], unmasked: [], minutes: 90 },
    'read and update shop.public.** and shop.audit.log, for 1 h 30 min',
  ],
  [
    { verbs: ['read'], resources: [], unmasked: ['shop.public.customers.email'], minutes: 30 },
    'see shop.public.customers.email unmasked, for 30 min',
  ],
] as const)('%j is said as “%s”', (access, words) => {
  expect(accessWords(access)).toBe(words)
})
