import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { SallyportError } from '@sallyport/core'

const VERSION = 1
const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const OVERHEAD = 1 + NONCE_BYTES + TAG_BYTES

/**
 * Encrypts for one place: what was sealed for one context opens in no other, so a sealed password copied from one
 * row to another is worthless. Layout: version byte, nonce, ciphertext, tag.
 */
export function seal(key: Buffer, plaintext: string, context: string): Buffer {
  return sealBytes(key, Buffer.from(plaintext, 'utf8'), Buffer.from(context, 'utf8'))
}

/** The plaintext, or an error that does not say which of key, context and content was wrong (GCM cannot tell). */
export function open(key: Buffer, sealed: Buffer, context: string): string {
  return openBytes(key, sealed, Buffer.from(context, 'utf8')).toString('utf8')
}

/** The same for bytes. */
export function sealBytes(key: Buffer, plaintext: Uint8Array, context: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associated(context))
  const ciphertext = [cipher.update(plaintext), cipher.final()]
  return Buffer.concat([Buffer.of(VERSION), nonce, ...ciphertext, cipher.getAuthTag()])
}

export function openBytes(key: Buffer, sealed: Uint8Array, context: Uint8Array): Buffer {
  if (sealed.length < OVERHEAD || sealed[0] !== VERSION) throw refusal()
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, 1 + NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(associated(context))
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  try {
    const body = sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES)
    return Buffer.concat([decipher.update(body), decipher.final()])
  } catch (cause) {
    throw refusal(cause)
  }
}

/** The version byte is authenticated with the context, so that an old form cannot be passed off as a new one. */
function associated(context: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(VERSION), context])
}

function refusal(cause?: unknown): SallyportError {
  return new SallyportError('INTERNAL', 'a sealed secret could not be opened', {
    cause,
    hint: 'Check that SALLYPORT_MASTER_KEY is the key with which it was sealed.',
  })
}
