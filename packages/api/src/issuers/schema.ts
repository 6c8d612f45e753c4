import { ALGORITHMS, problemOfTemplate } from '@sallyport/identity'
import { z } from 'zod'
import { Names } from '../policy/patterns'
import { ById, IdentityKind, Name, text } from '../words'

const MAX_RULES = 50
const MAX_TESTS = 10
const MAX_KEYS = 100

const Claim = text(200).trim().min(1, 'Name a claim')
const Template = text(200)
  .trim()
  .min(1, 'Say what it is called, as in “ci {repository}”')
  .superRefine((template, context) => {
    const message = problemOfTemplate(template)
    if (message) context.addIssue({ code: 'custom', message })
  })

export const ClaimRule = z.object({
  when: z
    .array(z.object({ claim: Claim, pattern: text(500).min(1, 'Say what the claim must be') }))
    .max(MAX_TESTS)
    .readonly()
    .default([]),
  kind: IdentityKind,
  name: Template,
  groups: Names,
  groupsClaim: Claim.nullable().default(null),
  owner: Template.nullable().default(null),
})
export const ClaimRules = z.array(ClaimRule).max(MAX_RULES).readonly()

/** https, or http on this machine: keys that come over an open network are anybody's. */
const IssuerUrl = z
  .url({ protocol: /^https?$/, error: 'Write it as https://…, just as its tokens have it' })
  .max(500)
  .refine(isSafe, 'It must begin with https://')

function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return true // said already
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

/** RFC 7518, section 6: a `d` is the private part of a key, a `k` a secret as a whole. */
function isPrivateKey(key: Readonly<Record<string, unknown>>): boolean {
  return key['d'] !== undefined || key['k'] !== undefined
}

export const Jwks = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string().max(20), kid: z.string().max(500).exactOptional() }))
    .max(MAX_KEYS)
    .refine((keys) => !keys.some(isPrivateKey), 'These are private keys: paste the public ones')
    .readonly(),
})

export const KEY_SOURCES = ['discovery', 'url', 'pasted'] as const

export const CreateIssuer = z
  .object({
    name: Name,
    url: IssuerUrl,
    audience: text(500)
      .trim()
      .min(1, 'Say for whom its tokens are, as they have it in “aud”')
      .default('sallyport'),
    algorithms: z
      .array(z.enum(ALGORITHMS))
      .min(1, 'Allow at least one')
      .readonly()
      .default(['RS256', 'ES256', 'EdDSA']),
    authorizedParties: z.array(text(500).trim().min(1)).max(100).readonly().default([]),
    maxTokenHours: z
      .int()
      .min(1)
      .max(24 * 366)
      .default(24),
    keysFrom: z.enum(KEY_SOURCES).default('discovery'),
    jwksUrl: IssuerUrl.nullable().default(null),
    /** Pasted keys, as JSON. */
    jwks: Jwks.nullable().default(null),
    claimRules: ClaimRules.default([]),
    linkByEmail: z.boolean().default(false),
    enabled: z.boolean().default(true),
  })
  .superRefine(({ keysFrom, jwksUrl, jwks }, context) => {
    if (keysFrom === 'url' && jwksUrl === null)
      context.addIssue({ code: 'custom', path: ['jwksUrl'], message: 'Give the address of its keys' })
    if (keysFrom === 'pasted' && !jwks?.keys.length)
      context.addIssue({ code: 'custom', path: ['jwks'], message: 'Paste its keys: {"keys": […]}' })
  })
export type CreateIssuer = z.infer<typeof CreateIssuer>

export const UpdateIssuer = z.intersection(CreateIssuer, ById)
export type UpdateIssuer = z.infer<typeof UpdateIssuer>

export const SetIssuerEnabled = ById.extend({ enabled: z.boolean() })
export type SetIssuerEnabled = z.infer<typeof SetIssuerEnabled>

/** A token, to see what would become of it; it is neither kept nor logged. */
export const TryToken = z.object({
  token: z.string().trim().min(1, 'Paste a token').max(20_000),
  /** Rules that are not saved yet, for the issuer of that id. */
  draft: z.object({ issuerId: z.uuid(), claimRules: ClaimRules }).optional(),
})
export type TryToken = z.infer<typeof TryToken>
