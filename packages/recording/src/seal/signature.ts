import { SallyportError } from '@sallyport/core'

/** An Ed25519 public key as RFC 8037 writes it. */
export interface SealKey {
  readonly kid: string
  /** base64url of the 32 bytes. */
  readonly x: string
}

/** WebCrypto's form of one. */
export type SealCryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** Imports a key for `isSignedBy`. Throws UNSUPPORTED where WebCrypto is not to be had. */
export async function importSealKey({ x }: SealKey): Promise<SealCryptoKey> {
  const subtle: typeof crypto.subtle | undefined = globalThis.crypto?.subtle
  if (!subtle) {
    throw new SallyportError('UNSUPPORTED', 'This browser cannot check signatures on this page', {
      hint: 'Open the console over https or on localhost.',
    })
  }
  const jwk = { kty: 'OKP', crv: 'Ed25519', x }
  return subtle.importKey('jwk', jwk, { name: 'Ed25519' }, false, ['verify'])
}

/** Whether the Ed25519 signature (RFC 8032) of the bytes is the key's. */
export async function isSignedBy(
  key: SealCryptoKey,
  bytes: Uint8Array<ArrayBuffer>,
  signature: Uint8Array,
): Promise<boolean> {
  return crypto.subtle.verify({ name: 'Ed25519' }, key, new Uint8Array(signature), bytes)
}
