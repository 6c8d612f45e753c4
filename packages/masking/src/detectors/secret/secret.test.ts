import { describe, expect, it } from 'vitest'
import { find } from '../../../test/find'

const random = '9f8Kq2LmXz71PoRt'

describe('secret', () => {
  it.each([
    ['hunter22', 'password=hunter22 and more'],
    ['hunter22', '{"password": "hunter22"}'],
    ['hunter22', 'DB_PASSWORD: hunter22'],
    ['hunter 22', "passphrase = 'hunter 22'"],
    ['hunter22', 'postgres://app:hunter22@db.internal/shop'],
    [random, `api_key=${random}`],
    [random, `"apiKey":"${random}"`],
    [random, `Authorization: Bearer ${random}`],
    [random, `x-api-key: ${random}`],
    [random, `{\\"client_secret\\":\\"${random}\\"}`],
  ])('finds %s in %s', (found, text) => {
    expect(find(text, 'secret')).toEqual([found])
  })

  it.each([
    'password: ********',
    'password=${DB_PASSWORD}',
    `password = ${'process'}.env.PASSWORD`,
    'password: reset',
    'token: abc',
    'api_key=your-api-key-goes-here',
    'the key: openness of the process',
    'monkey=bananabananabanana12',
    'https://example.com/a@b',
    'time: 10:11:12',
    'author: Jane Austen',
  ])('finds nothing in %s', (text) => {
    expect(find(text, 'secret')).toEqual([])
  })
})
