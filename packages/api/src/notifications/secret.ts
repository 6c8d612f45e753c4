import { randomBytes } from 'node:crypto'
import { open, seal } from '@sallyport/secrets'
import { z } from 'zod'

/** What of a channel is sealed: where it goes, and what it signs or signs in with. */
export const ChannelSecret = z.object({
  url: z.string().optional(),
  /** `whsec_` and base64, as https://www.standardwebhooks.com writes it. */
  signingSecret: z.string().optional(),
  password: z.string().optional(),
})
export type ChannelSecret = z.infer<typeof ChannelSecret>

const SECRET_PREFIX = 'whsec_'
const SECRET_BYTES = 32

export function createSigningSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64')
}

export function signingKeyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
}

export function sealChannelSecret(
  masterKey: Buffer,
  id: string,
  secret: ChannelSecret,
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(seal(masterKey, JSON.stringify(secret), contextOf(id)))
}

export function openChannelSecret(masterKey: Buffer, id: string, sealed: Uint8Array): ChannelSecret {
  return ChannelSecret.parse(JSON.parse(open(masterKey, Buffer.from(sealed), contextOf(id))))
}

function contextOf(id: string): string {
  return `notification-channel:${id}`
}
