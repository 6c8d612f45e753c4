import { constants, createHash, createHmac, KeyObject, privateEncrypt } from 'node:crypto'
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  FlattenedSign,
  generateKeyPair,
  SignJWT,
} from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { ALGORITHMS, type Algorithm, type Issuer, type PublicJwk } from './issuer'
import { verifyToken } from './verify-token'

// The kinds of forgery that Wycheproof's vectors for JSON web signatures try, each with a whole token around it: what
// is refused here is refused for its forgery, as the same token without it is accepted.

const NOW = Math.floor(Date.now() / 1000)
const CLAIMS = { iss: 'https://idp.example', aud: 'sallyport', sub: 'robot', iat: NOW, exp: NOW + 60 }

interface Signer {
  readonly key: CryptoKey
  readonly publicKey: CryptoKey
  readonly jwk: PublicJwk
}

interface Forging {
  readonly alg: Algorithm
  readonly ours: Signer
  readonly theirs: Signer
  readonly valid: string
}

type Forge = (forging: Forging) => Promise<string> | string

const encode = (value: string | Uint8Array | object) =>
  Buffer.from(
    typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value),
  ).toString('base64url')
const partsOf = (token: string) => token.split('.') as [string, string, string]
const headerOf = (token: string) => JSON.parse(Buffer.from(partsOf(token)[0], 'base64url').toString('utf8'))

const sign = (alg: Algorithm, by: Signer, header: object = {}) =>
  new SignJWT(CLAIMS).setProtectedHeader({ alg, kid: 'k1', ...header }).sign(by.key)

async function signerOf(alg: Algorithm): Promise<Signer> {
  const pair = await generateKeyPair(alg, { extractable: true })
  return {
    key: pair.privateKey,
    publicKey: pair.publicKey,
    jwk: { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg } as PublicJwk,
  }
}

const issuerOf = (jwk: PublicJwk): Issuer => ({
  issuer: CLAIMS.iss,
  audience: CLAIMS.aud,
  algorithms: ALGORITHMS,
  jwks: { keys: [jwk] },
  authorizedParties: [],
  maxLifetimeSeconds: 3_600,
})

/** Changes one bit of part `part` of a token. */
function flip(token: string, part: 0 | 1 | 2, at = 0): string {
  const parts = partsOf(token)
  const bytes = Buffer.from(parts[part], 'base64url')
  const index = at < 0 ? bytes.length + at : at
  bytes[index] = (bytes[index] ?? 0) ^ 1
  parts[part] = encode(bytes)
  return parts.join('.')
}

function withSignature(token: string, signature: Uint8Array): string {
  const [header, payload] = partsOf(token)
  return `${header}.${payload}.${encode(signature)}`
}

const hmacWith =
  (secret: (forging: Forging) => Promise<string | Buffer> | string | Buffer): Forge =>
  async (forging) => {
    const input = `${encode({ alg: 'HS256', kid: 'k1' })}.${partsOf(forging.valid)[1]}`
    return `${input}.${encode(
      createHmac('sha256', await secret(forging))
        .update(input)
        .digest(),
    )}`
  }

const publicKeyOf = ({ publicKey }: Signer) => KeyObject.from(publicKey)

const FORGERIES: readonly (readonly [string, Forge])[] = [
  ['the first bit of its signature changed', ({ valid }) => flip(valid, 2)],
  ['the last bit of its signature changed', ({ valid }) => flip(valid, 2, -1)],
  ['its payload changed', ({ valid }) => flip(valid, 1, 12)],
  [
    'its header changed',
    ({ valid }) => `${encode({ ...headerOf(valid), kid: 'k1', x: 1 })}.${partsOf(valid).slice(1).join('.')}`,
  ],
  ['no signature', ({ valid }) => `${partsOf(valid)[0]}.${partsOf(valid)[1]}.`],
  ['no signature and no dot', ({ valid }) => partsOf(valid).slice(0, 2).join('.')],
  ['no payload', ({ valid }) => `${partsOf(valid)[0]}..${partsOf(valid)[2]}`],
  ['no payload and no dot', ({ valid }) => `${partsOf(valid)[0]}.${partsOf(valid)[2]}`],
  ['no header', ({ valid }) => `.${partsOf(valid).slice(1).join('.')}`],
  ['no header and no dot', ({ valid }) => partsOf(valid).slice(1).join('.')],
  ['its payload alone', ({ valid }) => partsOf(valid)[1]],
  ['its payload between dots', ({ valid }) => `.${partsOf(valid)[1]}.`],
  ['an empty part more', ({ valid }) => `${valid}.`],
  ['a part more', ({ valid }) => `${valid}.foo`],
  ['JSON in place of the compact form', flattened],
  [
    'half a signature',
    ({ valid }) => withSignature(valid, signatureOf(valid).subarray(0, signatureOf(valid).length / 2)),
  ],
  [
    'its signature twice',
    ({ valid }) => withSignature(valid, Buffer.concat([signatureOf(valid), signatureOf(valid)])),
  ],
  [
    'a zero behind its signature',
    ({ valid }) => withSignature(valid, Buffer.concat([signatureOf(valid), Buffer.alloc(1)])),
  ],
  ['a signature of zeros', ({ valid }) => withSignature(valid, Buffer.alloc(signatureOf(valid).length))],
  ['a signature of ones', ({ valid }) => withSignature(valid, Buffer.alloc(signatureOf(valid).length, 0xff))],
  ['another key', ({ alg, theirs }) => sign(alg, theirs)],
  ['another key, which it brings', ({ alg, theirs }) => sign(alg, theirs, { jwk: theirs.jwk })],
  [
    'another key, which it brings under the name of ours',
    async ({ alg, ours, theirs }) =>
      sign(alg, theirs, {
        jwk: theirs.jwk,
        kid: await calculateJwkThumbprint(ours.publicKey),
      }),
  ],
  [
    'another key, and says where it is',
    ({ alg, theirs }) => sign(alg, theirs, { jku: 'https://elsewhere.example/keys' }),
  ],
  [
    'another key, and its certificate',
    ({ alg, theirs }) => sign(alg, theirs, { x5c: ['MIIB'], x5u: 'https://elsewhere.example' }),
  ],
  ['an extension that must be understood', ({ alg, ours }) => sign(alg, ours, { crit: ['b64'], b64: true })],
  ['no algorithm', ({ valid }) => `${encode({ kid: 'k1' })}.${partsOf(valid).slice(1).join('.')}`],
  ['the algorithm none', ({ valid }) => `${encode({ alg: 'none', kid: 'k1' })}.${partsOf(valid)[1]}.`],
  [
    'the algorithm none, and a signature',
    ({ valid }) => `${encode({ alg: 'none', kid: 'k1' })}.${partsOf(valid).slice(1).join('.')}`,
  ],
  [
    'an algorithm that is a list',
    ({ alg, valid }) => `${encode({ alg: [alg], kid: 'k1' })}.${partsOf(valid).slice(1).join('.')}`,
  ],
  [
    'HMAC with our key in PEM',
    hmacWith(({ ours }) => publicKeyOf(ours).export({ format: 'pem', type: 'spki' })),
  ],
  [
    'HMAC with our key in DER',
    hmacWith(({ ours }) => publicKeyOf(ours).export({ format: 'der', type: 'spki' })),
  ],
  ['HMAC with our key in JSON', hmacWith(({ ours }) => JSON.stringify(ours.jwk))],
  ['HMAC with the text of our key', hmacWith(({ ours }) => String(ours.jwk['n'] ?? ours.jwk['x']))],
  [
    'HMAC with the bytes of our key',
    hmacWith(({ ours }) => Buffer.from(String(ours.jwk['n'] ?? ours.jwk['x']), 'base64url')),
  ],
  ['HMAC with nothing', hmacWith(() => '')],
  ['padding behind its header', ({ valid }) => padded(valid, 0)],
  ['padding behind its payload', ({ valid }) => padded(valid, 1)],
  ['padding behind its signature', ({ valid }) => padded(valid, 2)],
  ['a line break within its signature', ({ valid }) => valid.replace(/(.{20})$/, '\n$1')],
  ['a blank within its payload', ({ valid }) => valid.replace('.', '. ')],
  ['a NUL at its end', ({ valid }) => `${valid}\0`],
]

for (const alg of ALGORITHMS) {
  describe(`a token of ${alg}`, () => {
    let forging: Forging
    beforeAll(async () => {
      const [ours, theirs] = [await signerOf(alg), await signerOf(alg)]
      forging = { alg, ours, theirs, valid: await sign(alg, ours) }
    })

    const refuses = async (token: string) =>
      expect(verifyToken(token, [issuerOf(forging.ours.jwk)])).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
        message: 'the token was refused',
      })

    it('is accepted as it is', async () => {
      await expect(verifyToken(forging.valid, [issuerOf(forging.ours.jwk)])).resolves.toBeDefined()
    })

    it.each(FORGERIES)('is refused with %s', async (_, forge) => refuses(await forge(forging)))

    it.each(ALGORITHMS.filter((other) => other !== alg))('is refused when it says %s', async (other) => {
      await refuses(`${encode({ alg: other, kid: 'k1' })}.${partsOf(forging.valid).slice(1).join('.')}`)
    })

    if (alg.startsWith('ES'))
      it('is refused with its signature in DER, which JOSE does not use', async () => {
        const signature = signatureOf(forging.valid)
        const half = signature.length / 2
        const der = sequence(integer(signature.subarray(0, half)), integer(signature.subarray(half)))
        await refuses(withSignature(forging.valid, der))
      })

    if (alg === 'RS256')
      it.each<[string, (digest: Buffer) => Buffer]>([
        ['without the name of the hash', (digest) => digest],
        [
          'without the NULL behind the name of the hash',
          (digest) => digestInfo('300d0609608648016503040201', digest),
        ],
        [
          'with bytes behind the digest',
          (digest) => Buffer.concat([digestInfo(SHA256, digest), Buffer.alloc(4)]),
        ],
        ['with the name of another hash', (digest) => digestInfo(SHA1, digest)],
        ['with an empty digest', () => digestInfo(SHA256, Buffer.alloc(0))],
      ])('is refused with padding %s', async (_, block) => {
        const [header, payload] = partsOf(forging.valid)
        const digest = createHash('sha256').update(`${header}.${payload}`).digest()
        await refuses(withSignature(forging.valid, padAndSign(forging.ours.key, block(digest))))
      })
  })
}

const SHA256 = '3031300d060960864801650304020105000420'
const SHA1 = '3021300906052b0e03021a05000414'

const digestInfo = (prefix: string, digest: Buffer) => Buffer.concat([Buffer.from(prefix, 'hex'), digest])

/** Pads to PKCS #1 v1.5 what may be no DigestInfo, and signs it. */
const padAndSign = (key: CryptoKey, block: Buffer): Buffer =>
  privateEncrypt({ key: KeyObject.from(key), padding: constants.RSA_PKCS1_PADDING }, block)

const signatureOf = (token: string): Buffer => Buffer.from(partsOf(token)[2], 'base64url')

/** The general and flattened forms of RFC 7515, section 7.2. */
async function flattened({ alg, ours }: Forging): Promise<string> {
  const jws = await new FlattenedSign(Buffer.from(JSON.stringify(CLAIMS)))
    .setProtectedHeader({ alg, kid: 'k1' })
    .sign(ours.key)
  return JSON.stringify(jws)
}

function padded(token: string, part: 0 | 1 | 2): string {
  const parts = partsOf(token)
  parts[part] += '='.repeat(4 - (parts[part].length % 4) || 1)
  return parts.join('.')
}

/** ASN.1 as ECDSA signatures have it elsewhere (RFC 3279, section 2.2.3). */
const sequence = (...items: Buffer[]): Buffer => tagged(0x30, Buffer.concat(items))

function integer(bytes: Buffer): Buffer {
  const from = bytes.findIndex((byte) => byte !== 0)
  const digits = bytes.subarray(Math.max(from, 0))
  return tagged(0x02, (digits[0] ?? 0) < 0x80 ? digits : Buffer.concat([Buffer.alloc(1), digits]))
}

const tagged = (tag: number, content: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(content.length < 0x80 ? [tag, content.length] : [tag, 0x81, content.length]),
    content,
  ])
