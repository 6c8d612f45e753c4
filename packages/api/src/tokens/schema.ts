import { TOKEN_SCOPES } from '@sallyport/core'
import { z } from 'zod'
import { ConnectionName } from '../connections/schema'
import { text } from '../words'

export const MAX_HOURS = 24 * 90
const MAX_TOKEN_LENGTH = 20_000
const MAX_EXCHANGED_SECONDS = 86_400

export const ListTokens = z.object({ identityId: z.uuid() })
export type ListTokens = z.infer<typeof ListTokens>

/** What a token may be used for, beyond what its bearer may do. */
export const TokenBounds = z.object({
  /** Names of connections; empty: any. */
  connections: z.array(ConnectionName).max(100).readonly().default([]),
  /** For what; it stands in every recording. */
  purpose: text(200).trim().min(1).nullable().default(null),
  /** So many rows may be read with it in all; null: any number. */
  rowBudget: z.int('Give a whole number of rows').min(1).max(2_000_000_000).nullable().default(null),
})
export type TokenBounds = z.infer<typeof TokenBounds>

export const CreateToken = z.object({
  identityId: z.uuid(),
  hours: z.int().min(1).max(MAX_HOURS),
  scope: z.enum(TOKEN_SCOPES).default('connect'),
  /** A tool of the person's has it to itself; one that is good for long is for a tool in any case. */
  isForTool: z.boolean().default(false),
  ...TokenBounds.shape,
})
export type CreateToken = z.infer<typeof CreateToken>

/** RFC 8693, section 2.1: two tokens in, one out, for an agent that acts for a person. */
export const ExchangeToken = z.object({
  subjectToken: z.string().max(MAX_TOKEN_LENGTH),
  actorToken: z.string().max(MAX_TOKEN_LENGTH),
  seconds: z.int().min(60).max(MAX_EXCHANGED_SECONDS).default(3_600),
  ...TokenBounds.shape,
})
export type ExchangeToken = z.infer<typeof ExchangeToken>

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
