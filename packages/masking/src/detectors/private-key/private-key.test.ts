import { describe, expect, it } from 'vitest'
import { find } from '../../../test/find'

describe('private-key', () => {
  it.each([
    [
      '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
      'x -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- y',
    ],
    [
      '-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQ\n-----END PGP PRIVATE KEY BLOCK-----',
      '-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQ\n-----END PGP PRIVATE KEY BLOCK-----',
    ],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl'],
  ])('finds %s in %s', (found, text) => {
    expect(find(text, 'private-key')).toEqual([found])
  })

  it.each([
    '-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----',
    '-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----',
    'the line -----BEGIN and nothing else',
  ])('finds nothing in %s', (text) => {
    expect(find(text, 'private-key')).toEqual([])
  })
})
