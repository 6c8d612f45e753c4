import type { Tx } from '@sallyport/db'
import { open, seal } from '@sallyport/secrets'
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { z } from 'zod'

/** RFC 8037: Ed25519 signatures in JOSE. */
export const ALGORITHM = 'EdDSA' as const
const CURVE = 'Ed25519'

const PublicJwk = z.object({ kty: z.literal('OKP'), crv: z.literal(CURVE), x: z.string() })
const PrivateJwk = PublicJwk.extend({ d: z.string() })

export interface SigningKey {
  readonly kid: string
  readonly key: CryptoKey
}

export interface PublicKey {
  readonly kid: string
  readonly kty: string
  readonly crv: string
  readonly x: string
  readonly alg: string
  readonly use: string
}

/** What a key signs. A key of one use is not accepted for another. */
export type KeyUse = 'token' | 'recording'

/** The key that signs now; the first caller makes it. Two at once make two, and both verify. */
export async function signingKey(tx: Tx, masterKey: Buffer, use: KeyUse = 'token'): Promise<SigningKey> {
  const row = await tx.signingKey.findFirst({
    where: { use, retiredAt: null },
    orderBy: { createdAt: 'desc' },
    omit: { sealedPrivate: false },
  })
  if (!row) return createSigningKey(tx, masterKey, use)
  const jwk = PrivateJwk.parse(JSON.parse(open(masterKey, Buffer.from(row.sealedPrivate), contextOf(row.id))))
  return { kid: row.id, key: await importPrivate(jwk) }
}

/** Every key under which a token that is still good may have been signed. */
export async function publicKeys(tx: Tx): Promise<readonly PublicKey[]> {
  const rows = await tx.signingKey.findMany({
    where: { use: 'token', retiredAt: null },
    orderBy: { createdAt: 'asc' },
  })
  return rows.map(({ id, publicJwk }) => ({
    kid: id,
    ...PublicJwk.parse(publicJwk),
    alg: ALGORITHM,
    use: 'sig',
  }))
}

/** The keys that recordings were ever signed with: a retired one still verifies what it signed. */
export async function recordingKeys(tx: Tx): Promise<readonly { kid: string; x: string }[]> {
  const rows = await tx.signingKey.findMany({ where: { use: 'recording' }, orderBy: { createdAt: 'asc' } })
  return rows.map(({ id, publicJwk }) => ({ kid: id, x: PublicJwk.parse(publicJwk).x }))
}

async function createSigningKey(tx: Tx, masterKey: Buffer, use: KeyUse): Promise<SigningKey> {
  const pair = await generateKeyPair(ALGORITHM, { crv: CURVE, extractable: true })
  const jwk = PrivateJwk.parse(await exportJWK(pair.privateKey))
  const kid = await calculateJwkThumbprint(jwk)
  const sealed = seal(masterKey, JSON.stringify(jwk), contextOf(kid))
  const publicJwk = PublicJwk.parse(jwk)
  await tx.signingKey.create({ data: { id: kid, use, publicJwk, sealedPrivate: new Uint8Array(sealed) } })
  return { kid, key: await importPrivate(jwk) }
}

async function importPrivate(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, ALGORITHM)
  if (key instanceof Uint8Array) throw new TypeError('an Ed25519 key is not a byte string')
  return key
}

function contextOf(kid: string): string {
  return `signing-key:${kid}`
}
