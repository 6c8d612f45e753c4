import { createHmac } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { ALGORITHMS, type Algorithm, type Issuer, type PublicJwk } from './issuer'
import { UnknownKeyError, verifyToken } from './verify-token'

const NOW = Math.floor(Date.now() / 1000)
const CLAIMS = {
  iss: 'https://idp.example',
  aud: 'sallyport',
  sub: 'robot',
  jti: 't1',
  iat: NOW,
  exp: NOW + 60,
}

interface Pair {
  readonly key: CryptoKey
  readonly jwk: PublicJwk
}

let ours: Pair
let theirs: Pair

async function pairOf(alg: Algorithm, kid = 'k1'): Promise<Pair> {
  const pair = await generateKeyPair(alg, { extractable: true })
  return { key: pair.privateKey, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg } as PublicJwk }
}

beforeAll(async () => {
  ours = await pairOf('EdDSA')
  theirs = await pairOf('EdDSA')
})

function issuer(changes: Partial<Issuer> = {}): Issuer {
  return {
    issuer: 'https://idp.example',
    audience: 'sallyport',
    algorithms: ALGORITHMS,
    jwks: { keys: [ours.jwk] },
    authorizedParties: [],
    maxLifetimeSeconds: 3_600,
    ...changes,
  }
}

const sign = (payload: JWTPayload, header: object = {}, by = ours.key) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', kid: 'k1', ...header }).sign(by)

const without = (claim: keyof typeof CLAIMS): JWTPayload =>
  Object.fromEntries(Object.entries(CLAIMS).filter(([name]) => name !== claim))

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('verifyToken', () => {
  it('says who a token is for, until when, and by which digest it can be revoked', async () => {
    expect(await verifyToken(await sign(CLAIMS), [issuer()])).toMatchObject({
      issuer: 'https://idp.example',
      subject: 'robot',
      tokenId: 't1',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      expiresAt: new Date((NOW + 60) * 1000),
      actors: [],
    })
  })

  it.each(ALGORITHMS)('accepts %s where the issuer allows it, and only there', async (alg) => {
    const { key, jwk } = await pairOf(alg)
    const token = await new SignJWT(CLAIMS).setProtectedHeader({ alg, kid: 'k1' }).sign(key)
    const jwks = { keys: [jwk] }
    await expect(verifyToken(token, [issuer({ jwks, algorithms: [alg] })])).resolves.toBeDefined()
    const others = ALGORITHMS.filter((other) => other !== alg)
    await expect(verifyToken(token, [issuer({ jwks, algorithms: others })])).rejects.toThrow('refused')
  })

  it('accepts a token without an id: GitHub and Kubernetes have given none', async () => {
    expect(await verifyToken(await sign(without('jti')), [issuer()])).toMatchObject({ tokenId: null })
  })

  it('reads who acts for whom from the inside out (RFC 8693, section 4.1)', async () => {
    const act = { sub: 'assistant', act: { sub: 'orchestrator' } }
    const token = await sign({ ...CLAIMS, sub: 'alice', act })
    expect(await verifyToken(token, [issuer()])).toMatchObject({
      subject: 'alice',
      actors: ['assistant', 'orchestrator'],
    })
  })

  it('lets clocks differ by 30 seconds and no more', async () => {
    const ends = (exp: number) => sign({ ...CLAIMS, iat: NOW - 600, exp })
    await expect(verifyToken(await ends(NOW - 20), [issuer()])).resolves.toBeDefined()
    await expect(verifyToken(await ends(NOW - 40), [issuer()])).rejects.toThrow('refused')
    const begins = (nbf: number) => sign({ ...CLAIMS, nbf })
    await expect(verifyToken(await begins(NOW + 20), [issuer()])).resolves.toBeDefined()
    await expect(verifyToken(await begins(NOW + 45), [issuer()])).rejects.toThrow('refused')
  })

  it('accepts a token for several only from a party that is named', async () => {
    const token = await sign({ ...CLAIMS, aud: ['sallyport', 'shop'], azp: 'planner' })
    await expect(verifyToken(token, [issuer()])).rejects.toThrow('refused')
    await expect(verifyToken(token, [issuer({ authorizedParties: ['other'] })])).rejects.toThrow('refused')
    await expect(verifyToken(token, [issuer({ authorizedParties: ['planner'] })])).resolves.toBeDefined()
  })

  it.each<[string, (valid: string) => Promise<string> | string]>([
    ['an empty password', () => ''],
    ['what is no token', () => 'hunter2'],
    ['a token that has expired', () => sign({ ...CLAIMS, iat: NOW - 600, exp: NOW - 60 })],
    ['a token that is not valid yet', () => sign({ ...CLAIMS, nbf: NOW + 100 })],
    ['a token of the future', () => sign({ ...CLAIMS, iat: NOW + 100, exp: NOW + 200 })],
    ['a token that is good for a day', () => sign({ ...CLAIMS, exp: NOW + 86_400 })],
    ['a token for somebody else', () => sign({ ...CLAIMS, aud: 'other' })],
    ['a token for nobody', () => sign(without('aud'))],
    ['a token of an unknown issuer', () => sign({ ...CLAIMS, iss: 'https://elsewhere.example' })],
    ['an issuer with one slash more', () => sign({ ...CLAIMS, iss: 'https://idp.example/' })],
    ['a token without an end', () => sign(without('exp'))],
    ['a token without a beginning', () => sign(without('iat'))],
    ['a token without a subject', () => sign(without('sub'))],
    ['an empty subject', () => sign({ ...CLAIMS, sub: '' })],
    ['a subject of two lines', () => sign({ ...CLAIMS, sub: 'robot\nadmin' })],
    ['an ID token', () => sign({ ...CLAIMS, nonce: 'n' })],
    ['an ID token of the hybrid flow', () => sign({ ...CLAIMS, at_hash: 'h' })],
    ['a token bound to a key', () => sign({ ...CLAIMS, cnf: { jkt: 'x' } })],
    ['a logout token', () => sign(CLAIMS, { typ: 'logout+jwt' })],
    ['a critical extension', () => sign(CLAIMS, { crit: ['b64'], b64: true })],
    ['an actor that is a text', () => sign({ ...CLAIMS, act: 'admin' })],
    ['an actor without a name', () => sign({ ...CLAIMS, act: {} })],
    ['a chain of a hundred actors', () => sign({ ...CLAIMS, act: chain(100) })],
    ['a token that another key signed', () => sign(CLAIMS, {}, theirs.key)],
    ['a token that brings its key', () => sign(CLAIMS, { jwk: theirs.jwk }, theirs.key)],
    ['a token that says where its key is', () => sign(CLAIMS, { jku: 'https://elsewhere' }, theirs.key)],
    ['an unknown key', () => sign(CLAIMS, { kid: '../../etc/passwd' }, theirs.key)],
    ['a changed payload', (valid) => valid.replace(/\.(.)/, (_, first) => `.${first === 'e' ? 'f' : 'e'}`)],
    ['a changed signature', (valid) => `${valid.slice(0, -20)}${'A'.repeat(20)}`],
    ['padding', (valid) => `${valid}=`],
    ['white space behind', (valid) => `${valid}\n`],
    ['white space before', (valid) => ` ${valid}`],
    ['white space within', (valid) => valid.replace('.', ' .')],
    ['the other base64 alphabet', () => otherAlphabet()],
    ['stray bits in the last character', strayBits],
    ['a fourth part', (valid) => `${valid}.e30`],
    ['a token without a signature', (valid) => valid.replace(/[^.]*$/, '')],
    ['an array as its payload', () => raw('[1]')],
    ['a payload that is not UTF-8', () => raw(Buffer.from([0x7b, 0xff, 0x7d]))],
    ['an endless token', (valid) => `${valid}${'A'.repeat(20_000)}`],
    ...['none', 'None', 'NONE', 'nOnE'].map((alg): [string, (valid: string) => string] => [
      `the algorithm ${alg}`,
      (valid) => `${encode({ alg })}.${valid.split('.')[1]}.`,
    ]),
    ['HMAC with the public key', () => hmacWithPublicKey()],
  ])('refuses %s, always in the same words', async (_, make) => {
    const token = await make(await sign(CLAIMS))
    await expect(verifyToken(token, [issuer()])).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'the token was refused',
    })
  })

  it.each<[string, (jwk: PublicJwk) => PublicJwk]>([
    ['is for encryption', (jwk) => ({ ...jwk, use: 'enc' })],
    ['is for wrapping', (jwk) => ({ ...jwk, key_ops: ['wrapKey'] })],
    ['is for another algorithm', (jwk) => ({ ...jwk, alg: 'ES256' })],
    ['is a secret', (jwk) => ({ ...jwk, kty: 'oct', k: 'AAAA' })],
  ])('refuses what a key signed that %s', async (_, change) => {
    const jwks = { keys: [change(ours.jwk)] }
    await expect(verifyToken(await sign(CLAIMS), [issuer({ jwks })])).rejects.toThrow('refused')
  })

  it('refuses an RSA key of 1024 bits', async () => {
    const { publicKey, privateKey } = await crypto.subtle.generateKey(
      {
        name: 'RSASSA-PKCS1-v1_5',
        modulusLength: 1024,
        publicExponent: new Uint8Array([1, 0, 1]),
        hash: 'SHA-256',
      },
      true,
      ['sign', 'verify'],
    )
    const input = `${encode({ alg: 'RS256', kid: 'k1' })}.${encode(CLAIMS)}`
    const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', privateKey, Buffer.from(input))
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1' } as PublicJwk] }
    const token = `${input}.${Buffer.from(signature).toString('base64url')}`
    await expect(verifyToken(token, [issuer({ jwks })])).rejects.toThrow('refused')
  })

  it('says that the key is unknown, so that the issuer can be asked for its new ones', async () => {
    const rotated = await sign(CLAIMS, { kid: 'k2' }, theirs.key)
    await expect(verifyToken(rotated, [issuer()])).rejects.toBeInstanceOf(UnknownKeyError)
    const jwks = { keys: [{ ...theirs.jwk, kid: 'k2' }] }
    await expect(verifyToken(rotated, [issuer({ jwks })])).resolves.toBeDefined()
    await expect(verifyToken(await sign(CLAIMS), [issuer({ jwks })])).rejects.toThrow('refused')
  })
})

function chain(length: number): object {
  return length === 0 ? { sub: 'last' } : { sub: 'one', act: chain(length - 1) }
}

async function raw(payload: string | Buffer): Promise<string> {
  const input = `${encode({ alg: 'EdDSA', kid: 'k1' })}.${Buffer.from(payload).toString('base64url')}`
  const signature = await crypto.subtle.sign('Ed25519', ours.key, Buffer.from(input))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}

/** Signs until the signature has a character that plain base64 writes in another way, and writes it so. */
async function otherAlphabet(): Promise<string> {
  for (let i = 0; ; i++) {
    const token = await sign({ ...CLAIMS, i })
    const [header, payload, signature = ''] = token.split('.')
    if (/[-_]/.test(signature))
      return `${header}.${payload}.${signature.replaceAll('-', '+').replaceAll('_', '/')}`
  }
}

/** 64 bytes end in a character of which only two bits count. */
function strayBits(valid: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(valid.slice(-1))
  return `${valid.slice(0, -1)}${alphabet[last + 1]}`
}

function hmacWithPublicKey(): string {
  const input = `${encode({ alg: 'HS256', kid: 'k1' })}.${encode(CLAIMS)}`
  const secret = Buffer.from(String(ours.jwk['x']), 'base64url')
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}
