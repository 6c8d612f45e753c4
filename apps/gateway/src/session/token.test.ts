import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Issuer } from './policy'
import { verifyToken } from './token'

type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey']
const now = Math.floor(Date.now() / 1000)
const claims = {
  iss: 'http://console',
  aud: 'sallyport',
  sub: 'agent',
  jti: 'token',
  iat: now,
  exp: now + 60,
}

let key: Key
let otherKey: Key
let issuers: Issuer[]

beforeAll(async () => {
  const pair = await generateKeyPair('EdDSA')
  key = pair.privateKey
  otherKey = (await generateKeyPair('EdDSA')).privateKey
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'EdDSA' }
  issuers = [{ issuer: 'http://console', audience: 'sallyport', jwks: { keys: [jwk] } }]
})

const sign = (payload: JWTPayload, by = key) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', kid: 'k1' }).sign(by)

const without = (claim: keyof typeof claims) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim))

describe('verifyToken', () => {
  it('accepts a token of a known issuer and says who it is for', async () => {
    expect(await verifyToken(await sign(claims), issuers)).toMatchObject({
      subject: 'agent',
      tokenId: 'token',
    })
  })

  it.each<[string, (valid: string) => Promise<string> | string]>([
    ['an empty password', () => ''],
    ['what is no token', () => 'hunter2'],
    ['a token that has expired', () => sign({ ...claims, exp: now - 10 })],
    ['a token that is not valid yet', () => sign({ ...claims, nbf: now + 100 })],
    ['a token for somebody else', () => sign({ ...claims, aud: 'other' })],
    ['a token of an unknown issuer', () => sign({ ...claims, iss: 'http://elsewhere' })],
    ['a token without an end', () => sign(without('exp'))],
    ['a token without an id', () => sign(without('jti'))],
    ['a token that another key signed', () => sign(claims, otherKey)],
    ['a changed payload', (valid) => valid.replace(/\.(.)/, (_, first) => `.${first === 'e' ? 'f' : 'e'}`)],
    ['padding', (valid) => `${valid}=`],
    ['white space', (valid) => `${valid}\n`],
    ['a fourth part', (valid) => `${valid}.e30`],
    ['a token without a signature', (valid) => valid.replace(/[^.]*$/, '')],
    [
      'an unsigned token',
      (valid) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${valid.split('.')[1]}.`,
    ],
    ['an endless token', (valid) => `${valid}${'A'.repeat(20_000)}`],
  ])('refuses %s, always in the same words', async (_, make) => {
    const token = await make(await sign(claims))
    await expect(verifyToken(token, issuers)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'the token was refused',
    })
  })
})
