import type { Tx } from '@sallyport/db'
import { signingKey } from '../tokens/signing-key'

export interface Signature {
  readonly kid: string
  readonly signature: Uint8Array<ArrayBuffer>
}

/** Signs for recordings: Ed25519, RFC 8032. */
export async function signRecording(
  tx: Tx,
  masterKey: Buffer,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Signature> {
  const { kid, key } = await signingKey(tx, masterKey, 'recording')
  return { kid, signature: new Uint8Array(await crypto.subtle.sign('Ed25519', key, bytes)) }
}
