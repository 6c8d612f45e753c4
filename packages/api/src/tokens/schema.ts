import { TOKEN_SCOPES } from '@sallyport/core'
import { z } from 'zod'
import { text } from '../words'

export const MAX_HOURS = 24 * 90

export const ListTokens = z.object({ identityId: z.uuid() })
export type ListTokens = z.infer<typeof ListTokens>

export const CreateToken = z.object({
  identityId: z.uuid(),
  hours: z.int().min(1).max(MAX_HOURS),
  scope: z.enum(TOKEN_SCOPES).default('connect'),
})
export type CreateToken = z.infer<typeof CreateToken>

const MAX_CLAIM_LENGTH = 500
const MAX_CLAIMS_LENGTH = 32_768
const MAX_ACTORS = 8

/** A token that a gateway verified: what it says of who comes. */
export const PresentedToken = z.object({
  /** `sub` and `jti`, and who acts for the subject, the nearest first. */
  subject: text(MAX_CLAIM_LENGTH),
  tokenId: text(MAX_CLAIM_LENGTH).nullable(),
  actors: z.array(text(MAX_CLAIM_LENGTH)).max(MAX_ACTORS).readonly().default([]),
  /** Whose token it is and what it says; absent: the console's own, which knows what it issued. */
  foreign: z
    .object({
      issuer: text(MAX_CLAIM_LENGTH),
      digest: z.string().regex(/^[0-9a-f]{64}$/),
      expiresAt: z.date(),
      claims: z
        .record(z.string(), z.unknown())
        .refine((claims) => JSON.stringify(claims).length <= MAX_CLAIMS_LENGTH, 'There are too many claims'),
    })
    .exactOptional(),
})
export type PresentedToken = z.infer<typeof PresentedToken>
