import { generateKeyPairSync, sign } from 'node:crypto'
import { encodeSeal } from '@sallyport/recording'
import { describe, expect, it } from 'vitest'
import { checkSignature, type Seals } from './check-signature'

const ID = '019a0000-0000-7000-8000-000000000001'
const HEAD = 'ab'.repeat(32)
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const x = String(publicKey.export({ format: 'jwk' }).x)
const seal = { sessionId: ID, index: 0, offset: 0, bytes: 100, events: 3 }
const hash = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
const signature = sign(
  null,
  encodeSeal({ ...seal, previousHead: new Uint8Array(32), head: hash(HEAD) }),
  privateKey,
).toString('hex')
const SIGNED = { ...seal, previousHead: '00'.repeat(32), head: HEAD, kid: 'k', signature }
const seals = (change: Partial<typeof SIGNED> = {}): Seals => ({
  seals: [{ ...SIGNED, ...change }],
  keys: [{ kid: 'k', x }],
})

describe('checkSignature', () => {
  it('knows the signature of the recording that was read', async () => {
    expect(await checkSignature(seals(), ID, 100, HEAD)).toEqual({ state: 'signed', kid: 'k' })
  })

  it('waits for the seal of what came last', async () => {
    expect(await checkSignature(seals(), ID, 101, HEAD)).toEqual({ state: 'waiting' })
    expect(await checkSignature({ seals: [], keys: [] }, ID, 1, HEAD)).toEqual({ state: 'waiting' })
  })

  it.each([
    ['another signature', { signature: signature.replace(/^../, '00') }],
    ['another number of events', { events: 4 }],
    ['another key', { kid: 'other' }],
    ['another session', { sessionId: '019a0000-0000-7000-8000-000000000002' }],
    ['another head', { head: 'cd'.repeat(32) }],
  ])('refuses %s', async (_, change) => {
    expect(await checkSignature(seals(change), ID, 100, HEAD)).toMatchObject({ state: 'wrong' })
  })
})
