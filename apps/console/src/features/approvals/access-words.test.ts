import { expect, it } from 'vitest'
import { accessWords } from './access-words'

it.each([
  [{ verbs: ['read'], resources: [], minutes: 60 }, 'read everything there, for 1 h'],
  [
    { verbs: ['read', 'update'], resources: ['shop.public.**', 'shop.audit.log'], minutes: 90 },
    'read and update shop.public.** and shop.audit.log, for 1 h 30 min',
  ],
] as const)('%j is said as “%s”', (access, words) => {
  expect(accessWords(access)).toBe(words)
})
