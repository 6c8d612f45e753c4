import { describe, expect, it } from 'vitest'
import { checkerOf } from './schemas'

describe('checkerOf', () => {
  const check = checkerOf({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { mail: { type: 'string', format: 'email' }, word: { $ref: '#/$defs/word' } },
    required: ['mail'],
    additionalProperties: false,
    $defs: { word: { type: 'string', pattern: '^(a+)+$' } },
  })

  it('finds nothing wrong with what fits', () => {
    expect(check?.({ mail: 'a@b.example', word: 'aaa' })).toBeNull()
  })

  it.each([
    ['what is missing', {}, 'mail'],
    ['what nobody asked for', { mail: 'a@b.example', more: 1 }, 'additional'],
    ['a format', { mail: 'x' }, 'email'],
    [
      'a pattern that a backtracking engine would not end with',
      { mail: 'a@b.example', word: `${'a'.repeat(5_000)}!` },
      'pattern',
    ],
  ])('says %s', (_, value, word) => expect(check?.(value)).toContain(word))

  it('does not use what is no schema', () => {
    expect(checkerOf({ type: 'nonsense' })).toBeNull()
    expect(checkerOf({ $ref: 'https://elsewhere.example/schema' })).toBeNull()
  })
})
