import { describe, expect, it } from 'vitest'
import { readCredential } from './credential'

const block = (label: string, body: string) => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`
const CERTIFICATE = block('CERTIFICATE', 'Y2VydA==')
const KEY = block('PRIVATE KEY', 'a2V5')

describe('readCredential', () => {
  it.each(['secret', ' with spaces ', 'line\nbreak', '-----BEGIN', ''])(
    'takes %j for a password as it is',
    (text) => {
      expect(readCredential(text)).toEqual({ password: text, certificate: null })
    },
  )

  it('takes certificates, their key, and a password beside them', () => {
    const chain = CERTIFICATE + block('CERTIFICATE', 'aXNzdWVy')
    const certificate = { cert: chain, key: KEY }
    expect(readCredential(KEY + chain)).toEqual({ password: '', certificate })
    expect(readCredential(`s e cret\n${chain}${KEY}`)).toEqual({ password: 's e cret', certificate })
  })

  it('puts line ends back that were lost', () => {
    const long = 'A'.repeat(150)
    const { certificate } = readCredential(
      (block('CERTIFICATE', long) + block('EC PRIVATE KEY', 'a2V5')).replaceAll('\n', ''),
    )
    expect(certificate?.cert).toBe(
      block('CERTIFICATE', `${'A'.repeat(64)}\n${'A'.repeat(64)}\n${'A'.repeat(22)}`),
    )
    expect(certificate?.key).toBe(block('EC PRIVATE KEY', 'a2V5'))
  })

  it.each([
    ['a certificate without its key', CERTIFICATE, 'one private key'],
    ['a key without its certificate', KEY, 'a certificate'],
    ['two keys', CERTIFICATE + KEY + KEY, 'one private key'],
    ['an encrypted key', CERTIFICATE + block('ENCRYPTED PRIVATE KEY', 'a2V5'), 'encrypted'],
    [
      'one of the older kind',
      CERTIFICATE + block('RSA PRIVATE KEY', 'Proc-Type: 4,ENCRYPTED\n\na2V5'),
      'encrypted',
    ],
  ])('refuses %s, and says nothing of what it holds', (_, text, why) => {
    expect(() => readCredential(text)).toThrow(why)
    expect(() => readCredential(text)).not.toThrow(/Y2VydA|a2V5/)
  })
})
